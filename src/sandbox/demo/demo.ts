/**
 * `npm run demo -- <story>`: a story played through the real bot framework against the emulated clouds, printed as it happens.
 * Exits 0 only when the directories end exactly as the plans said and every row came back in exactly one file; 2 for a story
 * that there is not.
 */
import { perform } from './perform.ts'
import { storyOf, usage } from './stories.ts'

/** Longer than any story; whatever hangs ends here. */
const LIMIT_MS = 180_000

const write = (text: string): void => void process.stdout.write(text)

const main = async (args: readonly string[]): Promise<number> => {
  const story = storyOf(args)
  if (story === undefined) {
    process.stderr.write(usage(args))
    return 2
  }
  try {
    return (await perform(story, write)) ? 0 : 1
  } catch (error) {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

setTimeout(() => {
  process.stderr.write(`\nplaying the demo: it was not over after ${LIMIT_MS / 1000} seconds and is given up\n`)
  process.exit(1)
}, LIMIT_MS).unref()
process.exitCode = await main(process.argv.slice(2))
