import { startApp } from './app.ts'
import { type Environment, loadConfig, secretsOf } from './config.ts'
import { createLog } from './log.ts'

/** Runs the bot in this process until a signal asks it to stop. */

export interface Serving {
  /** Where its HTTP server listens. */
  readonly port: number
}

/** Throws a `ConfigError` that lists every problem of the settings. */
export const serve = async (environment: Environment): Promise<Serving> => {
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
    process.exit(0)
  }
  process.on('SIGINT', (signal) => void stop(signal))
  process.on('SIGTERM', (signal) => void stop(signal))
  return { port: app.port }
}
