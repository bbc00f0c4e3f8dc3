/** The only file of the emulated Bevy site that touches Express: asks for the key, counts the call, and hands it on. */
import express, { type RequestHandler, type Response } from 'express'
import {
  type Answer,
  cancelDeletion,
  DENIED,
  deleteUser,
  type Endpoint,
  getUser,
  listUsers,
  NOT_FOUND,
  refusal,
} from './answers.ts'
import type { Keys } from './keys.ts'
import type { Quota } from './quota.ts'
import type { Site } from './site.ts'
import type { BevyVariants } from './variants.ts'

export interface Parts {
  readonly site: Site
  readonly keys: Keys
  readonly quota: Quota
  readonly variants: BevyVariants
}

export function bevyRouter(parts: Parts): express.Router {
  const router = express.Router()
  const { cancel, wantsSlash } = parts.variants
  router.get('/api/user/', served(parts, listUsers))
  if (wantsSlash) router.get('/api/user/:name', sentOn)
  router.get('/api/user/:name', served(parts, getUser))
  router.delete('/api/user/:name', served(parts, deleteUser))
  if (cancel) router[methodOf(cancel.method)](cancel.path.replace('{id}', ':name'), served(parts, cancelDeletion))
  router.use(served(parts, () => NOT_FOUND))
  return router
}

const methodOf = (method: 'POST' | 'PUT' | 'DELETE') =>
  (({ POST: 'post', PUT: 'put', DELETE: 'delete' }) as const)[method]

const sentOn: RequestHandler = (request, response, next) => {
  const [path = '', query] = request.originalUrl.split('?', 2)
  if (path.endsWith('/')) return next()
  response.redirect(301, `${path}/${query === undefined ? '' : `?${query}`}`)
}

const served =
  (parts: Parts, endpoint: Endpoint): RequestHandler =>
  (request, response) => {
    const query = new URLSearchParams(request.originalUrl.split('?', 2)[1] ?? '')
    const name = String(request.params['name'] ?? '')
    send(
      response,
      answerTo(parts, request.get('authorization'), (by) => endpoint(parts.site, parts.variants, { query, name, by })),
    )
  }

type Served = (by: Parameters<Endpoint>[2]['by']) => Answer

/** Everything about users needs a key; a call without one counts as anonymous and is told so. */
function answerTo({ keys, quota, variants }: Parts, authorization: string | undefined, serve: Served): Answer {
  if (authorization === undefined)
    return (
      excess(variants, quota.take()) ?? refusal(variants.unknownKey, 'Authentication credentials were not provided.')
    )
  const owner = keys.ownerOf(authorization)
  if (owner === undefined) return refusal(variants.unknownKey, 'Invalid token.')
  return excess(variants, quota.take(owner.key)) ?? serve(owner.account)
}

function excess({ excess: how }: BevyVariants, seconds: number | undefined): Answer | undefined {
  if (seconds === undefined) return undefined
  const said = how.startsWith('403') ? DENIED : refusal(429, 'Request was throttled.')
  return how.endsWith('retry-after') ? { ...said, headers: { 'Retry-After': String(seconds) } } : said
}

function send(response: Response, { status, body, headers }: Answer): void {
  response.status(status).set(headers ?? {})
  if (body === undefined) response.end()
  else response.json(body)
}
