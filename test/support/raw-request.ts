/** A request with exactly these headers and this path, which `fetch` would make proper first. */
import { type IncomingHttpHeaders, request } from 'node:http'

export interface RawRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface RawAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** Ends at the headers of an answer that goes on for ever. */
export const rawRequest = (origin: string, path: string, { method = 'GET', headers = {}, body }: RawRequest = {}) =>
  new Promise<RawAnswer>((resolve, reject) => {
    const { hostname, port } = new URL(origin)
    const sent = request({ hostname, port, path, method, headers, agent: false }, (answer) => {
      const { statusCode: status = 0, headers: told } = answer
      let text = ''
      const done = () => resolve({ status, headers: told, text })
      if (/event-stream/.test(told['content-type'] ?? '')) {
        done()
        answer.destroy()
        return
      }
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      answer.on('end', done).on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
