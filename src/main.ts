import { startApp } from './app.ts'
import { ConfigError, type Environment, loadConfig, readEnvironment, secretsOf, wantsSandbox } from './config.ts'
import { createLog } from './log.ts'

/** Starts the bot and stops it on a signal. Without credentials, and outside production, the sandbox stands in for Webex. */

const start = async (): Promise<void> => {
  const environment = readEnvironment()
  if (!wantsSandbox(environment)) return serve(environment)
  const { startPlayground } = await import('./sandbox/playground.ts')
  const playground = await startPlayground(environment)
  process.stdout.write(`${playground.words}\n`)
  return serve(playground.environment, () => playground.close())
}

const serve = async (
  environment: Environment,
  alsoClose: () => Promise<void> = async () => undefined,
): Promise<void> => {
  const config = loadConfig(environment)
  const secrets = new Set(secretsOf(config))
  const log = createLog(config.logLevel, secrets)
  const app = await startApp(config, { log, onSecret: (secret) => secrets.add(secret) })
  log.info({ port: app.port, host: config.http.host, as: app.gateway.self.displayName }, 'Twokey is listening')
  let isStopping = false
  const stop = async (signal: string): Promise<void> => {
    // A second signal is from somebody who does not want to wait: the journal makes it safe.
    if (isStopping) process.exit(1)
    isStopping = true
    log.info({ signal }, 'stopping after the calls under way; what is unfinished goes on after the next start')
    await app.close()
    await alsoClose()
    process.exit(0)
  }
  process.on('SIGINT', (signal) => void stop(signal))
  process.on('SIGTERM', (signal) => void stop(signal))
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
