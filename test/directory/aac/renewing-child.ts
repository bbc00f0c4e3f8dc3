/**
 * A process of its own that renews the token with the store as it is in the folder named on its command line, and dies where it
 * is told to. For the tests of a death in mid-renewal.
 */
import { RotatingTokens } from '../../../src/directory/aac/rotating-token.ts'
import type { Secrets } from '../../../src/model/store.ts'
import { openStore } from '../../../src/store/open-store.ts'

const [folder = '', dieAt = '', tokenUrl = '', clientId = '', refreshToken = ''] = process.argv.slice(2)

const clock = { now: () => new Date(), sleep: async () => undefined }
const store = await openStore(folder, { clock, onNote: () => undefined })

function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => undefined)
}

/** A note comes before the token is offered; anything else to be kept is the answer. */
const watched: Secrets = {
  get: (name) => store.secrets.get(name),
  set: async (name, value) => {
    const what = value.includes('"renewing"') ? 'note' : 'answer'
    if (dieAt === `before-${what}`) await die()
    await store.secrets.set(name, value)
    if (dieAt === `after-${what}`) await die()
  },
}
const limits = { timeoutMs: 5_000, maxBytes: 10_000 }
try {
  await new RotatingTokens({ tokenUrl, clientId, refreshToken, secrets: watched, clock, limits }).current()
  process.stdout.write('renewed')
} catch (error) {
  process.stdout.write((error as Error).message)
} finally {
  await store.close()
}
