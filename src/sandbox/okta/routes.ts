/** Which path and method leads to what. A path that is known for other methods only is answered with 405. */
import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express'
import type { Clients } from './clients.ts'
import { baseOf, type Call, type Endpoint, type Gate, guarded, send } from './exchange.ts'
import { type Answer, fault } from './faults.ts'
import { listUsers } from './users-list.ts'
import { getUser, listAppLinks, listGroups, listRoles } from './users-read.ts'
import {
  activateUser,
  deactivateUser,
  deleteUser,
  reactivateUser,
  replaceUser,
  suspendUser,
  unsuspendUser,
  updateUser,
} from './users-write.ts'

type Method = 'get' | 'post' | 'put' | 'delete'

const READ = 'okta.users.read'
const MANAGE = 'okta.users.manage'

const ROUTES: readonly (readonly [
  path: string,
  endpoints: Partial<Record<Method, readonly [scope: string, Endpoint]>>,
])[] = [
  ['/api/v1/users', { get: [READ, listUsers] }],
  [
    '/api/v1/users/:id',
    {
      get: [READ, getUser],
      post: [MANAGE, updateUser],
      put: [MANAGE, replaceUser],
      delete: [MANAGE, deleteUser],
    },
  ],
  ['/api/v1/users/:id/groups', { get: [READ, listGroups] }],
  ['/api/v1/users/:id/appLinks', { get: [READ, listAppLinks] }],
  ['/api/v1/users/:id/roles', { get: ['okta.roles.read', listRoles] }],
  ['/api/v1/users/:id/lifecycle/activate', { post: [MANAGE, activateUser] }],
  ['/api/v1/users/:id/lifecycle/reactivate', { post: [MANAGE, reactivateUser] }],
  ['/api/v1/users/:id/lifecycle/deactivate', { post: [MANAGE, deactivateUser] }],
  ['/api/v1/users/:id/lifecycle/suspend', { post: [MANAGE, suspendUser] }],
  ['/api/v1/users/:id/lifecycle/unsuspend', { post: [MANAGE, unsuspendUser] }],
]

export function routes(gate: Gate, clients: Clients): Router {
  const router = express.Router()
  router.post('/oauth2/v1/token', express.urlencoded(), tokenEndpoint(gate, clients))
  router.use(json(gate))
  for (const [path, endpoints] of ROUTES) {
    for (const [method, [scope, endpoint]] of Object.entries(endpoints))
      router[method as Method](path, guarded(gate, scope, endpoint))
    router.all(path, refusing(gate, fault('E0000022')))
  }
  router.delete(
    '/api/v1/api-tokens/current',
    guarded(gate, '', (call) => revokeCurrent(gate, call)),
  )
  router.all('/api/v1/api-tokens/current', refusing(gate, fault('E0000022')))
  router.use(refusing(gate, fault('E0000008')))
  return router
}

/** Revokes the token of the caller, not any other. No scope opens it to a client. */
function revokeCurrent({ tokens }: Gate, { caller }: Call): Answer {
  tokens.revoke(caller.token)
  return { status: 204 }
}

const tokenEndpoint =
  (gate: Gate, clients: Clients): RequestHandler =>
  async (request, response) => {
    await gate.work()
    const answer = clients.answerToken(request.body as unknown, `${baseOf(request)}/oauth2/v1/token`)
    send(response, { ...answer, headers: { 'Cache-Control': 'no-cache, no-store' } }, gate.newErrorId)
  }

const refusing =
  (gate: Gate, answer: Answer): RequestHandler =>
  (_request, response) =>
    send(response, answer, gate.newErrorId)

function json(gate: Gate): [RequestHandler, ErrorRequestHandler] {
  const parse = express.json({ limit: '1mb' })
  const refuse: ErrorRequestHandler = (_error, _request, response, _next) =>
    send(response, fault('E0000003'), gate.newErrorId)
  return [parse, refuse]
}
