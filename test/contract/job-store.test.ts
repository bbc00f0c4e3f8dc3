import { join } from 'node:path'
import { realDisk } from '../../src/store/disk.ts'
import { openJobStore } from '../../src/store/job-store.ts'
import { inScratch } from '../store/scratch.ts'
import { jobStoreContract } from './job-store.contract.ts'

jobStoreContract('the store on lowdb', (test) =>
  inScratch(async (folder) => {
    const open = () => openJobStore(join(folder, 'jobs.json'), realDisk)
    await test(await open(), open)
  }),
)
