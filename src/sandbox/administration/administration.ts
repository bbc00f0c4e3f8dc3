/**
 * The administration half of the emulated Webex cloud: accounts and tokens, with the People API, SCIM 2.0 and what belongs
 * to them. It fulfils `IdentityService` for the messaging half and shares no code with what it is to test.
 */
import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express'
import type { IdentityService } from '../identity.ts'
import { RefreshTokens, refreshAccessToken, type ServiceAppSecrets } from './access-token.ts'
import { getArchivedUser, getOrganisation, getRole, listLicences, listOrganisations, listRoles } from './catalogue.ts'
import { type Answer, apiFault, type Call, type Fault, type Gate, guarded } from './exchange.ts'
import { Organisation } from './organisation.ts'
import { getMe, getPerson, listPeople } from './people-read.ts'
import { deletePerson, putPerson } from './people-write.ts'
import { bulk } from './scim-bulk.ts'
import { getScimMe, getScimUser, searchUsers } from './scim-read.ts'
import { scimFault } from './scim-schema.ts'
import { createUser, deleteUser, patchUser, putUser, scimWrite } from './scim-write.ts'
import { Tokens } from './tokens.ts'

export interface AdministrationOptions {
  /** People of the home organisation. Default 250, at least 12. */
  readonly size?: number
  /** Default 1. */
  readonly seed?: number
  /** Default `example.com`. */
  readonly domain?: string
  readonly clock?: () => Date
  /** Most people that one answer of `GET /people` holds. Default 1,000. */
  readonly pageLimit?: number
  /** Most users that one answer of SCIM holds. Default 1,000. */
  readonly countLimit?: number
  /** Default 14 days. */
  readonly accessTokenLifeSeconds?: number
  /** Each renewal gives another refresh token and ends the one before. The vendor does not, so far. */
  readonly rotatesRefreshTokens?: boolean
  readonly secrets?: ServiceAppSecrets
}

export interface Administration {
  readonly identity: IdentityService
  readonly organisation: Organisation
  readonly tokens: Tokens
  /** What `POST /v1/access_token` takes. */
  readonly secrets: ServiceAppSecrets
  readonly refreshTokens: RefreshTokens
  /** To be mounted at the root: it serves `/v1/people` and others, and `/identity`. */
  readonly router: Router
  /** Accounts and tokens as at the start. */
  reset(): void
}

const SECRETS: ServiceAppSecrets = {
  clientId: 'sandbox-client',
  clientSecret: 'sandbox-secret',
  refreshToken: 'sandbox-refresh',
}

export function administration(options: AdministrationOptions = {}): Administration {
  const { size = 250, seed = 1, domain = 'example.com', clock = () => new Date(), secrets = SECRETS } = options
  const organisation = new Organisation({ size, seed, domain, clock })
  const tokens = new Tokens(organisation, clock)
  const refreshTokens = new RefreshTokens(secrets.refreshToken, options.rotatesRefreshTokens ?? false)
  let requests = 0
  const trackingId = (): string => `SANDBOX_${seed}_${(++requests).toString(16).padStart(8, '0')}`
  const router = routes({
    organisation,
    tokens,
    options: { ...options, secrets, refreshTokens },
    gate: { identity: tokens, trackingId },
  })
  const reset = (): void => {
    organisation.reset()
    tokens.reset()
  }
  return { identity: tokens, organisation, tokens, secrets, refreshTokens, router, reset }
}

interface Parts {
  readonly organisation: Organisation
  readonly tokens: Tokens
  readonly options: AdministrationOptions & Pick<Administration, 'secrets' | 'refreshTokens'>
  readonly gate: Gate
}

function routes(parts: Parts): Router {
  const router = express.Router()
  apiRoutes(router, parts)
  scimRoutes(router, parts)
  tokenRoute(router, parts)
  return router
}

type OfOrganisation = (organisation: Organisation, call: Call) => Answer

function apiRoutes(router: Router, { organisation, options, gate }: Parts): void {
  const serve = (endpoint: OfOrganisation): RequestHandler =>
    guarded(gate, apiFault, (call) => endpoint(organisation, call))
  const limits = { pageLimit: options.pageLimit ?? 1000 }
  router.get(
    '/v1/people',
    serve((_, call) => listPeople(organisation, limits, call)),
  )
  router.get('/v1/people/me', serve(getMe))
  router.get('/v1/people/:personId', serve(getPerson))
  router.put('/v1/people/:personId', json(gate, apiFault), serve(putPerson))
  router.delete('/v1/people/:personId', serve(deletePerson))
  router.get('/v1/roles', serve(listRoles))
  router.get('/v1/roles/:roleId', serve(getRole))
  router.get('/v1/organizations', serve(listOrganisations))
  router.get('/v1/organizations/:orgId', serve(getOrganisation))
  router.get('/v1/licenses', serve(listLicences))
  router.get('/identity/organizations/:orgId/v1/ArchivedUser/:uuid', serve(getArchivedUser))
}

function scimRoutes(router: Router, { organisation, options, gate }: Parts): void {
  const serve = (endpoint: OfOrganisation): RequestHandler =>
    guarded(gate, scimFault, (call) => endpoint(organisation, call))
  const limits = { countLimit: options.countLimit ?? 1000 }
  const [users, user] = ['/identity/scim/:orgId/v2/Users', '/identity/scim/:orgId/v2/Users/:userId']
  const body = json(gate, scimFault)
  const id = (call: Call): string => call.params['userId'] ?? ''
  router.get('/identity/scim/v2/Users/me', serve(getScimMe))
  router.get(
    users,
    serve((_, call) => searchUsers(organisation, limits, call)),
  )
  router.get(user, serve(getScimUser))
  router.post(
    users,
    body,
    serve((_, call) => scimWrite(organisation, call, (writing) => createUser(writing, call.body))),
  )
  router.patch(
    user,
    body,
    serve((_, call) => scimWrite(organisation, call, (writing) => patchUser(writing, id(call), call.body))),
  )
  router.put(
    user,
    body,
    serve((_, call) => scimWrite(organisation, call, (writing) => putUser(writing, id(call), call.body))),
  )
  router.delete(
    user,
    serve((_, call) => scimWrite(organisation, call, (writing) => deleteUser(writing, id(call)))),
  )
  router.post('/identity/scim/:orgId/v2/Bulk', body, serve(bulk))
}

function tokenRoute(router: Router, { tokens, options, gate }: Parts): void {
  const { secrets, refreshTokens, accessTokenLifeSeconds = 14 * 86_400 } = options
  const answerToken: RequestHandler = (request, response) => {
    const call = { body: request.body as unknown, trackingId: gate.trackingId() }
    const answer = refreshAccessToken(tokens, { secrets, refreshTokens, lifeSeconds: accessTokenLifeSeconds }, call)
    response.status(answer.status).set('trackingid', call.trackingId).json(answer.body)
  }
  router.post('/v1/access_token', express.urlencoded(), json(gate, apiFault), answerToken)
}

/** Reads a JSON body; what cannot be read is answered in the API's own words. */
function json(gate: Gate, fault: Fault): [RequestHandler, ErrorRequestHandler] {
  const parse = express.json({ type: ['application/json', 'application/scim+json'], limit: '5mb' })
  const refuse: ErrorRequestHandler = (_error, _request, response, _next) => {
    const trackingId = gate.trackingId()
    const answer = fault({ trackingId }, 400, 'The body of the request is no valid JSON.')
    response.status(answer.status).set('trackingid', trackingId).json(answer.body)
  }
  return [parse, refuse]
}
