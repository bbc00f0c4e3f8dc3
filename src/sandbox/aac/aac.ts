/**
 * The emulated Alteryx Analytics Cloud: one workspace with its people, its token endpoint and its rate limits, written from
 * the vendor's documents alone. It shares no code with what it is to test.
 */
import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express'
import type { VendorMount } from '../cloud.ts'
import {
  type Answer,
  type Call,
  type Endpoint,
  exception,
  gone,
  invalid,
  noRoute,
  ofWorkspace,
  ok,
} from './exchange.ts'
import { type AacOptions, DEFAULT_VARIANTS, type Variants } from './options.ts'
import { countPeople, getCurrentPerson, getPerson, listAdmins, listPeople, listWorkspacePeople } from './people-read.ts'
import { deleteAccount, removeFromWorkspace, suspendMany, suspendOne, transferAssets } from './people-write.ts'
import { RateLimit } from './rate-limit.ts'
import { AacTokens, answerTokenCall } from './tokens.ts'
import { Workspace } from './workspace.ts'

export interface AacEmulation {
  readonly mount: VendorMount
  readonly workspace: Workspace
  readonly tokens: AacTokens
  /** From now on so many calls a minute are taken; as it was made when absent. */
  limitTo(callsPerMinute?: number): void
  /** What a client needs in its environment; `url` is where the sandbox listens. */
  environment(url: string): Readonly<Record<string, string>>
  /** People and tokens as at the start. */
  reset(): void
}

const PATH = '/aac'

export function aac(options: AacOptions = {}): AacEmulation {
  const { people, size = 240, seed = 1, domain = 'example.com', clock = () => new Date() } = options
  const workspace = new Workspace({ people, size, seed, domain, clock })
  const tokens = new AacTokens({
    clock,
    accessLifeSeconds: options.accessTokenLifeSeconds ?? 300,
    refreshLifeSeconds: options.refreshTokenLifeSeconds ?? 30 * 86_400,
    issuer: 'https://pingauth.sandbox.example/as',
  })
  const variants = { ...DEFAULT_VARIANTS, ...options.variants }
  const limitOf = (quota: AacOptions['quota']) => quota && new RateLimit(quota, clock, variants.resetIn)
  let limit = limitOf(options.quota)
  const limitTo = (calls?: number): void => {
    limit = limitOf(calls === undefined ? options.quota : { user: calls, workspace: calls })
  }
  return {
    mount: { vendor: 'aac', path: PATH, router: routes({ workspace, tokens, variants, limit: () => limit, clock }) },
    workspace,
    tokens,
    limitTo,
    environment: (url) => ({
      AAC_URL: `${url}${PATH}`,
      AAC_TOKEN_URL: `${url}${PATH}/as/token`,
      AAC_CLIENT_ID: tokens.clientId,
      AAC_REFRESH_TOKEN: tokens.refreshToken,
    }),
    reset: () => {
      workspace.reset()
      tokens.reset()
      limitTo()
    },
  }
}

interface Parts {
  readonly workspace: Workspace
  readonly tokens: AacTokens
  readonly variants: Variants
  readonly limit: () => RateLimit | undefined
  readonly clock: () => Date
}

function routes(parts: Parts): Router {
  const router = express.Router()
  router.use(stamped(parts))
  router.post('/as/token', express.urlencoded({ extended: false }), (request, response) => {
    const form: unknown = request.body
    const answer = answerTokenCall(parts.tokens, typeof form === 'object' && form !== null ? { ...form } : {})
    response.status(answer.status).json(answer.body)
  })
  router.use(gate(parts), express.json(), unreadable)
  apiRoutes(router, (endpoint) => served(parts, endpoint))
  router.use((_request, response) => send(response, noRoute()))
  return router
}

function apiRoutes(router: Router, serve: (endpoint: Endpoint) => RequestHandler): void {
  router.get('/v4/people', serve(listPeople))
  router.get('/v4/people/count', serve(countPeople))
  router.get('/v4/people/current', serve(getCurrentPerson))
  router.get('/v4/people/:personId', serve(getPerson))
  router.delete('/v4/people/:personId', serve(deleteAccount))
  router.get('/v4/workspaces/current', serve(workspaceRecord))
  router.get('/iam/v1/workspaces/current', serve(workspaceRecord))
  router.patch('/v4/workspaces/current/transfer', serve(transferAssets))
  router.get('/v4/workspaces/:id/admins', serve(ofWorkspace(listAdmins)))
  for (const family of ['v4', 'iam'] as const) {
    const workspace = family === 'v4' ? '/v4/workspaces/:id' : '/iam/v1/workspaces/:id'
    const change = (endpoint: Endpoint) => serve(ofWorkspace(family === 'v4' ? unlessWithdrawn(endpoint) : endpoint))
    router.get(`${workspace}/people`, serve(ofWorkspace(listWorkspacePeople(family))))
    router.delete(`${workspace}/people/:personId`, change(removeFromWorkspace))
    router.post(`${workspace}/people/suspend`, change(suspendMany(true)))
    router.post(`${workspace}/people/unsuspend`, change(suspendMany(false)))
    router.patch(`${workspace}/transfer`, change(transferAssets))
  }
  router.put('/v4/workspaces/:id/people/:personId/suspended', serve(ofWorkspace(unlessWithdrawn(suspendOne))))
}

const unlessWithdrawn =
  (endpoint: Endpoint): Endpoint =>
  (call) =>
    call.variants.withdrawn.includes('changes') ? gone('This resource has been withdrawn.') : endpoint(call)

const workspaceRecord: Endpoint = ({ workspace }) => {
  const { id, name, gid } = workspace
  return ok({ id, name, gid, state: 'active', workspace_member_count: workspace.members().length })
}

/** Every answer has a number for the vendor's support, and the time by the vendor's clock. */
function stamped({ clock }: Parts): RequestHandler {
  let requests = 0
  return (_request, response, next) => {
    response.set('Date', clock().toUTCString())
    response.set('x-trifacta-request-id', `sandbox-aac-${(++requests).toString(16).padStart(8, '0')}`)
    next()
  }
}

/** Who is calling, and whether there is room for the call. */
const gate =
  ({ tokens, limit }: Parts): RequestHandler =>
  (request, response, next) => {
    if (!tokens.isGood(request.get('authorization'))) {
      send(response, exception(401, 'MissingPersonException', 'The access token is missing, malformed or has expired.'))
      return
    }
    const admission = limit()?.admit()
    if (admission) response.set(admission.headers)
    if (admission?.isAdmitted !== false) next()
    else send(response, exception(429, 'TooManyRequestsException', 'Too many requests; please try again later.'))
  }

const served =
  ({ workspace, variants }: Parts, endpoint: Endpoint): RequestHandler =>
  (request, response) => {
    const params = Object.fromEntries(Object.entries(request.params).map(([name, value]) => [name, String(value)]))
    const query = new URLSearchParams(request.originalUrl.split('?', 2)[1] ?? '')
    const call: Call = { workspace, variants, caller: workspace.owner, params, query, body: request.body as unknown }
    send(response, endpoint(call))
  }

const unreadable: ErrorRequestHandler = (_error, _request, response, _next) =>
  send(response, invalid('The body of the request is no valid JSON.'))

function send(response: express.Response, { status, body, headers = {} }: Answer): void {
  response.status(status).set(headers)
  if (body === undefined) response.end()
  else response.json(body)
}
