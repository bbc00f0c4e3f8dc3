import { ConfigError, readEnvironment, wantsSandbox } from './config.ts'
import { serve } from './serve.ts'

/** Starts the bot. Without credentials, and outside production, it starts the sandbox with its page, where a bot lives on emulated clouds. */

const start = async (): Promise<void> => {
  const environment = readEnvironment()
  if (!wantsSandbox(environment)) {
    await serve(environment)
    return
  }
  const { play } = await import('./sandbox/play.ts')
  await play(environment)
}

try {
  await start()
} catch (error) {
  // A mistake in the settings is for a person to mend; anything else is for a developer, with its stack.
  process.stderr.write(
    `${error instanceof ConfigError ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  )
  process.exit(1)
}
