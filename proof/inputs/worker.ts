/** A process that runs batches for `inputs.ts`, so that a hang or a crash of one is seen from outside. */
import { readManifest } from '../../src/chat/manifest.ts'
import { type Batch, runBatch } from './run-batch.ts'

const manifest = await readManifest()

process.on('message', (batch: Batch) => {
  runBatch(batch, manifest).then(
    (tally) => process.send?.(tally),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exit(1)
    },
  )
})
process.send?.('ready')
