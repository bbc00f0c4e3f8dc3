/** Calls as an attacker makes them: over a connection that is kept, with whatever token, headers and bytes they like. */
import { Agent, request } from 'node:http'

export interface Call {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer | string
}

export interface Answer {
  readonly status: number
  readonly text: string
}

/** The answer came before the whole request was taken, as with a body that is too large: the connection was cut. */
export const CUT = 0

const AT_ONCE = 64

export class Wire {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })

  call(url: string, call: Call): Promise<Answer> {
    return this.#send(url, call, this.#agent)
  }

  #send(url: string, call: Call, agent: Agent | false): Promise<Answer> {
    const { method = 'POST', headers = {}, body = '' } = call
    return new Promise((resolve) => {
      const length = String(Buffer.byteLength(body))
      const sent = request(url, { method, agent, headers: { 'content-length': length, ...headers } })
      sent.once('response', (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('error', () => resolve({ status: response.statusCode ?? CUT, text: '' }))
        response.once('end', () =>
          resolve({ status: response.statusCode ?? CUT, text: Buffer.concat(chunks).toString() }),
        )
      })
      // The server closed an idle connection just as it was to be used again: nothing was taken, so it is sent anew.
      sent.once('error', () =>
        resolve(agent && sent.reusedSocket ? this.#send(url, call, false) : { status: CUT, text: '' }),
      )
      sent.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}
