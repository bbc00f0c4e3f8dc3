/**
 * What `npm start` opens when there are no credentials: the playground with its page, and a bot in a process of its own that lives in
 * it. Runs until a signal ends it, and then leaves nothing behind.
 */
import { connectCheck } from '../setup/check.ts'
import { type Playground, startPlayground } from './playground.ts'

export const play = async (environment: Readonly<Record<string, string | undefined>>): Promise<void> => {
  const playground = await startPlayground(environment, {
    connect: connectCheck(environment),
    onLink: (link) => process.stdout.write(`\n  That link was used. Here is a new one:\n\n     ${link}\n\n`),
  })
  process.stdout.write(`${welcome(playground)}\n`)
  let isStopping = false
  const stop = async (): Promise<void> => {
    if (isStopping) process.exit(1)
    isStopping = true
    await playground.close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
  // Whoever read what is said here is gone, e.g. the terminal: nobody could be told a new link.
  process.stdout.on('error', () => {
    if (!isStopping) void stop()
  })
  await playground.start()
}

const welcome = ({ link, people }: Playground): string => `
────────────────────────────────────────────────────────────────────────────────
  SANDBOX. No credentials were found, so emulated clouds stand in for the real
  ones: Webex, Okta, Bevy and Alteryx, where the same ${people} people have
  accounts. Nobody real is touched.

  Open this in a browser on this machine. The link works once:

     ${link}

  To serve a real space, fill in "Connect your own Webex" there, or copy
  .env.example to .env. Without a browser: npm run demo, npm run sandbox.
────────────────────────────────────────────────────────────────────────────────
`
