/**
 * A server on the loopback address that webhooks are delivered to; keeps what it got, byte by byte.
 */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Fields } from './town.ts'

export interface Notice {
  readonly headers: IncomingHttpHeaders
  readonly raw: string
  readonly body: Fields
  readonly data: Fields
}

export interface Receiver {
  readonly url: string
  readonly notices: readonly Notice[]
  close(): void
}

/** `answer` may refuse, or do nothing at all, to be a server that hangs. */
export async function aReceiver(answer = (res: ServerResponse): unknown => res.end()): Promise<Receiver> {
  const notices: Notice[] = []
  const server = createServer(async (req, res) => {
    const raw = await text(req)
    const body = JSON.parse(raw) as Fields
    notices.push({ headers: req.headers, raw, body, data: body['data'] as Fields })
    answer(res)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${port}/hook`, notices, close }
}
