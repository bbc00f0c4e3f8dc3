/** Asks the socket of a claim on the data folder whose it is. Whatever is not surely dead counts as alive. */
import { createConnection } from 'node:net'
import { z } from 'zod'

export interface Holder {
  readonly pid: number
  readonly host: string
  /** ISO 8601. */
  readonly startedAt: string
}

export type ClaimAnswer =
  | { readonly is: 'dead' }
  /** Went away while it was asked: look again. */
  | { readonly is: 'gone' }
  /** `holder` is undefined when it did not say. */
  | { readonly is: 'alive'; readonly holder: Holder | undefined }

const SILENCE_MS = 2000
const words = z.object({ pid: z.number(), host: z.string(), startedAt: z.string(), isHolding: z.boolean() })

/** With `mayOutlast` a claim that is still being made is waited for, until it holds or has given way. */
export function askClaim(path: string, mayOutlast: boolean): Promise<ClaimAnswer> {
  return new Promise((resolve) => {
    const socket = createConnection(path)
    let heard = ''
    const answer = (told: ClaimAnswer) => {
      socket.destroy()
      resolve(told)
    }
    socket.setEncoding('utf8')
    socket.setTimeout(SILENCE_MS, () => answer({ is: 'alive', holder: lastWords(heard)?.holder }))
    socket.on('error', (error: NodeJS.ErrnoException) => answer(meaningOf(error)))
    socket.on('data', (piece: string) => {
      heard += piece
      const said = lastWords(heard)
      if (said !== undefined && (said.isHolding || !mayOutlast)) answer({ is: 'alive', holder: said.holder })
    })
    socket.on('end', () => answer({ is: 'gone' }))
  })
}

function meaningOf(error: NodeJS.ErrnoException): ClaimAnswer {
  if (error.code === 'ECONNREFUSED') return { is: 'dead' }
  if (error.code === 'ENOENT' || error.code === 'ECONNRESET' || error.code === 'EPIPE') return { is: 'gone' }
  return { is: 'alive', holder: undefined }
}

function lastWords(heard: string): { readonly holder: Holder; readonly isHolding: boolean } | undefined {
  const line = heard.split('\n').at(-2)
  if (line === undefined) return undefined
  const said = words.parse(JSON.parse(line))
  return { holder: { pid: said.pid, host: said.host, startedAt: said.startedAt }, isHolding: said.isHolding }
}
