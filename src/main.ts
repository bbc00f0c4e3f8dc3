import { ConfigError, readEnvironment, wantsSandbox } from './config.ts'
import { serve } from './serve.ts'

/** Starts the bot. Without credentials, and outside production, it starts the sandbox with its page, where a bot lives on emulated clouds. */

const start = async (): Promise<void> => {
  const environment = readEnvironment()
  if (!wantsSandbox(environment)) {
    await serve(environment)
    return
  }
  const { play } = await import('./sandbox/play.ts').catch(sandboxIsMissing)
  await play(environment)
}

/** A production install has neither the packages of the page nor, perhaps, the sandbox. */
const sandboxIsMissing = (error: unknown): never => {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
  if (!isMissing) throw error
  throw new ConfigError([
    'WEBEX_ACCESS_TOKEN is missing, and the sandbox that would open without it is not installed here: fill in .env, or run "npm ci" with the development packages',
  ])
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
