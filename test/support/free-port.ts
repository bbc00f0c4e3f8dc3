import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * A port of this machine that stays free until somebody binds it, also between a kill and a start: it is below those that the system
 * hands out by itself to connections and to servers that ask for any.
 */
const [LOWEST, HIGHEST] = [20_000, 32_000]

export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (await isFree(port)) return port
  }
}

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
