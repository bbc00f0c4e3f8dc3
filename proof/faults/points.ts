/** Where a fault can strike: the calls of an undisturbed job by what they are, and of each the first, one in the middle and the last. Pure. */
import type { Call } from '../../src/sandbox/traffic.ts'

export type Place = 'first' | 'middle' | 'last'

export interface Point {
  /** `POST okta /api/v1/users/{id}/lifecycle/deactivate` */
  readonly call: string
  readonly method: string
  /** Of path and query, as the sandbox sees them. */
  readonly path: string
  readonly place: Place
  /** So many of these calls pass before. */
  readonly skip: number
}

export type SeenCall = Pick<Call, 'vendor' | 'method' | 'url'>

/** Where each vendor's paths begin in the sandbox. */
export type Prefixes = Readonly<Record<string, string>>

const ID = '{id}'

export const pointsOf = (calls: readonly SeenCall[], prefixes: Prefixes): readonly Point[] => {
  const counts = new Map<string, { readonly call: SeenCall; count: number }>()
  for (const call of calls) {
    const known = counts.get(nameOf(call))
    if (known) known.count += 1
    else counts.set(nameOf(call), { call, count: 1 })
  }
  return [...counts].flatMap(([name, { call, count }]) => {
    const where = { call: name, method: call.method, path: patternOf(call, prefixes[call.vendor] ?? '') }
    return placesOf(call, count).map((at) => ({ ...where, ...at }))
  })
}

/** How often a token is renewed is a matter of time, so that only the first is sure. */
const placesOf = (call: SeenCall, count: number): readonly Pick<Point, 'place' | 'skip'>[] => [
  { place: 'first', skip: 0 },
  ...(count > 2 && !isRenewal(call) ? [{ place: 'middle' as const, skip: Math.floor(count / 2) }] : []),
  ...(count > 1 && !isRenewal(call) && !isEdit(call) ? [{ place: 'last' as const, skip: count - 1 }] : []),
]

const isRenewal = ({ url }: SeenCall): boolean => /\/(access_token|token)(\?|$)/.test(url)
/** Of the progress: as many as there is time for. */
const isEdit = ({ method, url }: SeenCall): boolean => method === 'PUT' && url.startsWith('/v1/messages/')

/** How many calls of a kind there are is in part a matter of time: what each of several recordings has, and no later than in any. */
export const surePoints = ([first = [], ...others]: readonly (readonly Point[])[]): readonly Point[] =>
  first.flatMap((point) => {
    const same = others.map((points) => points.find(({ call, place }) => call === point.call && place === point.place))
    if (same.some((other) => other === undefined)) return []
    return [{ ...point, skip: Math.min(point.skip, ...same.flatMap((other) => (other ? [other.skip] : []))) }]
  })

export const nameOf = ({ vendor, method, url }: SeenCall): string => `${method} ${vendor} ${shapeOf(url)}`

const shapeOf = (url: string): string => {
  const [path = '', query] = url.split('?')
  const names = query === undefined ? '' : `?${parametersOf(query).join('&')}`
  return path.split('/').map(shapeOfPart).join('/') + names
}

/** Uuids, numbers, addresses, and the ids of Webex and Okta. */
const shapeOfPart = (part: string): string =>
  /^(\d+|[0-9a-f-]{32,36}|00u\w{17}|Y2lz[\w-]{20,}|.+%40.+)$/i.test(part) ? ID : part

const parametersOf = (query: string): readonly string[] => query.split('&').map((pair) => pair.split('=')[0] ?? '')

const patternOf = ({ url }: SeenCall, prefix: string): string => {
  const [path = '', query] = url.split('?')
  const parts = path.split('/').map((part) => (shapeOfPart(part) === ID ? '[^/?]+' : literal(part)))
  const asked =
    query === undefined
      ? ''
      : `\\?${parametersOf(query)
          .map((name) => `${literal(name)}=[^&]*`)
          .join('&')}`
  return `^${literal(prefix)}${parts.join('/')}${asked}$`
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
