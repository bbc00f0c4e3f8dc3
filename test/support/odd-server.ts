/**
 * Answers HTTP as no emulation of a vendor would: HTML, redirects, links to elsewhere, endless bodies, two accounts with
 * one address. For what the sandbox cannot serve and nothing else.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface OddAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text as it is; anything else as JSON. */
  readonly body?: unknown
}

export interface OddRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly authorization: string | undefined
  readonly body: string
}

export interface OddServer {
  readonly url: string
  readonly requests: readonly OddRequest[]
  close(): Promise<void>
}

export async function oddServer(answer: (request: OddRequest) => OddAnswer | Promise<OddAnswer>): Promise<OddServer> {
  const requests: OddRequest[] = []
  const server = createServer((incoming, response) => {
    void seen(incoming).then(async (request) => {
      requests.push(request)
      const { status = 200, headers = {}, body = '' } = await answer(request)
      response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function seen(incoming: IncomingMessage): Promise<OddRequest> {
  const { method = '', url = '', headers } = incoming
  return { method, url, authorization: headers.authorization, body: await text(incoming) }
}
