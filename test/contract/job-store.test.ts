import { join } from 'node:path'
import { realDisk } from '../../src/store/disk.ts'
import { openJobStore } from '../../src/store/job-store.ts'
import { inScratch } from '../store/scratch.ts'
import { memoryStore } from '../support/memory-store.ts'
import { jobStoreContract } from './job-store.contract.ts'

jobStoreContract('the store on lowdb', (test) =>
  inScratch(async (folder) => {
    const open = () => openJobStore(join(folder, 'jobs.json'), realDisk)
    await test(await open(), open)
  }),
)

jobStoreContract('the store of the tests', async (test) => {
  const store = memoryStore()
  await test(store, async () => store)
})
