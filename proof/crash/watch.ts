/**
 * What the emulated directories know of their accounts: who was changed, which calls named whom, and who is as is wanted. The judge
 * goes by this and never by what the bot says of itself.
 */
import type { DirectoryName } from '../../src/model/vendor.ts'
import { publicId } from '../../src/sandbox/administration/hydra-id.ts'
import type { EveryVendor } from '../../src/sandbox/every-vendor.ts'
import type { Call } from '../../src/sandbox/traffic.ts'

export interface Watch {
  readonly directory: DirectoryName
  /** The vendor's id behind an address. Throws where there is none. */
  readonly idOf: (address: string) => string
  /** Ids of those whom anybody but the proof itself has changed, in order, as often as it happened. */
  readonly changed: () => readonly string[]
  /** Everybody, by id, as text that differs when anything of the account does. */
  readonly everybody: () => ReadonlyMap<string, string>
  /** Whether a call is one of those that change accounts. */
  readonly isEffect: (call: Call) => boolean
}

export const watchOf = (cloud: EveryVendor, directory: DirectoryName): Watch => WATCHES[directory](cloud)

const textsOf = <T>(items: readonly T[], id: (item: T) => string): ReadonlyMap<string, string> =>
  new Map(items.map((item) => [id(item), JSON.stringify(item)]))

const known = (directory: string, address: string, id: string | number | undefined): string => {
  if (id === undefined)
    throw new Error(`looking "${address}" up in ${directory}: nobody has it; take one of the sandbox's people`)
  return String(id)
}

const WATCHES: Readonly<Record<DirectoryName, (cloud: EveryVendor) => Watch>> = {
  webex: ({ administration: { organisation } }) => ({
    directory: 'webex',
    idOf: (address) => known('Webex', address, organisation.userByEmail(address)?.uuid),
    changed: () => organisation.changes.filter(({ through }) => through !== 'sandbox').map(({ uuid }) => uuid),
    everybody: () => textsOf(organisation.snapshot().users, ({ uuid }) => uuid),
    isEffect: ({ vendor, method, url }) =>
      vendor === 'webex' && method !== 'GET' && /^\/(v1\/people|identity\/scim)\//.test(url),
  }),
  okta: ({ okta: { organisation } }) => ({
    directory: 'okta',
    idOf: (address) => known('Okta', address, organisation.userByLogin(address)?.id),
    changed: () => organisation.changes.filter(({ what }) => what !== 'arranged').map(({ id }) => id),
    everybody: () => textsOf(organisation.snapshot().users, ({ id }) => id),
    isEffect: ({ vendor, method }) => vendor === 'okta' && method !== 'GET',
  }),
  bevy: ({ bevy: { site } }) => ({
    directory: 'bevy',
    idOf: (address) => known('Bevy', address, site.accountByEmail(address)?.id),
    changed: () => site.changes.filter(({ by }) => by !== 'sandbox').map(({ id }) => String(id)),
    everybody: () => textsOf(site.accounts, ({ id }) => String(id)),
    isEffect: ({ vendor, method }) => vendor === 'bevy' && method !== 'GET',
  }),
  aac: ({ aac: { workspace } }) => ({
    directory: 'aac',
    idOf: (address) => known('AAC', address, workspace.members().find(({ email }) => email === address)?.id),
    changed: () => workspace.changes.filter(({ by }) => by !== 0).map(({ personId }) => String(personId)),
    everybody: () => textsOf(workspace.members(), ({ id }) => String(id)),
    isEffect: ({ vendor, method, url }) => vendor === 'aac' && method !== 'GET' && !url.startsWith('/as/'),
  }),
}

/** One account that one call would change, and how: the same key twice is the same effect sent twice. */
export interface Sent {
  readonly id: string
  readonly key: string
}

/** What a call asks to be done to whom, whatever its form: any id of the directory that stands in its path or in its body. */
export const sentIn = (call: Call, ids: readonly string[]): readonly Sent[] => {
  const operations = operationsOf(call)
  return operations.flatMap(({ text, what }) =>
    ids.filter((id) => names(text, id)).map((id) => ({ id, key: `${what.replaceAll(id, '{id}')} ${id}` })),
  )
}

interface Asked {
  readonly what: string
  readonly text: string
}

const operationsOf = ({ method, url, requestBody }: Call): readonly Asked[] => {
  const bulk = bulkOf(requestBody)
  if (bulk) return bulk.map(({ method: verb, path = '' }) => ({ what: `${verb} in bulk`, text: path }))
  const path = url.split('?')[0] ?? ''
  return [{ what: `${method} ${path}`, text: `${url} ${JSON.stringify(requestBody ?? '')}` }]
}

interface Operation {
  readonly method?: string
  readonly path?: string
}

const bulkOf = (body: unknown): readonly Operation[] | undefined => {
  if (typeof body !== 'object' || body === null) return undefined
  const list = 'operations' in body ? body.operations : 'Operations' in body ? body.Operations : undefined
  return Array.isArray(list) && list.every((one) => typeof one?.method === 'string') ? (list as Operation[]) : undefined
}

/** As a whole word, in the vendor's own form or in the one that Webex gives to its ids outside. */
const names = (text: string, id: string): boolean =>
  new RegExp(`(^|[^0-9A-Za-z])${id}($|[^0-9A-Za-z])`).test(text) || text.includes(publicId('PEOPLE', id))
