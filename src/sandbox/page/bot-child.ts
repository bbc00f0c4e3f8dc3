/**
 * The bot of the sandbox, in a process of its own, so that it can be killed like any other. Takes its settings from the process
 * that started it, and stops when that one is gone.
 */
import { serve } from '../../serve.ts'

const STOP_WITHIN_MS = 3_000

process.once('message', (environment) => {
  serve(environment as Readonly<Record<string, string>>).then(
    ({ port }) => process.send?.({ port }),
    (error: unknown) => {
      process.send?.({ error: error instanceof Error ? error.message : String(error) }, () => process.exit(1))
    },
  )
})
process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM')
  // The clouds went with the one that started this: nothing is worth more waiting.
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
})
