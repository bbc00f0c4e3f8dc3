/** A process of its own that opens the store in the folder named on its command line, says so, and holds it until it is killed. */
import { openStore } from '../../src/store/open-store.ts'
import { fixedClock, ignoreNotes } from './scratch.ts'

try {
  await openStore(process.argv[2] ?? '', { clock: fixedClock, onNote: ignoreNotes })
  process.stdout.write('held\n')
  setInterval(() => {}, 60_000)
} catch (error) {
  process.stdout.write(`${(error as Error).message}\n`)
}
