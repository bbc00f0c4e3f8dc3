/**
 * One Webex organisation behind the `Directory` port. Looks people up and deletes them by immutable id; it decides nothing
 * about who may be deleted, and every call goes through the caller that it was given.
 */
import type { Clock } from '../../model/clock.ts'
import type { Credential, Directory, DirectoryTraits, Effect, Found, Subject, Target } from '../../model/directory.ts'
import { type UserId, userId } from '../../model/ids.ts'
import type { RowKey } from '../../model/rows.ts'
import type { Operation } from '../../model/vendor.ts'
import type { Caller } from '../../model/wire.ts'
import { createSend, type HttpLimits } from '../http/client.ts'
import { createRead, type Read } from '../http/read.ts'
import type { TokenSource } from '../http/token-source.ts'
import { type Administrators, AdminRoles } from './admin-roles.ts'
import { credentialOf, probe, type Requires, type Standing, unlessRefused } from './check.ts'
import { HOPED_PAGE_SIZE } from './choose-search.ts'
import { chunks, type Match, search } from './find.ts'
import { restIdOf, uuidOf } from './ids.ts'
import { IDS_PER_CALL, People } from './people.ts'
import { removeInBulk, removeOne } from './remove.ts'
import type { WebexPerson } from './schema.ts'
import { OPERATIONS_PER_CALL, Scim } from './scim.ts'
import { subjectOf } from './subject.ts'
import { readSynced } from './synced.ts'
import { WEBEX } from './vendor.ts'

export interface WebexDirectoryOptions {
  /** E.g. `https://webexapis.com/v1`. */
  readonly apiUrl: string
  /** E.g. `https://webexapis.com/identity/scim`. */
  readonly scimUrl: string
  readonly tokens: TokenSource
  readonly call: Caller
  readonly clock: Clock
  readonly requires: Requires
  readonly limits?: HttpLimits
  /** People asked for in one page; Webex may give fewer. */
  readonly pageSize?: number
}

/** A page of 1,000 people is about 3 MB. */
export const LIMITS: HttpLimits = { timeoutMs: 60_000, maxBytes: 32 * 1024 * 1024 }

export function createWebexDirectory(options: WebexDirectoryOptions): Directory {
  return new WebexDirectory(options)
}

class WebexDirectory implements Directory {
  readonly name = 'webex'
  readonly #options: WebexDirectoryOptions
  readonly #people: People
  readonly #adminRoles: AdminRoles
  readonly #scimOf: (orgUuid: string) => Scim
  #standing: Promise<Standing> | undefined
  #canBulk = false

  constructor(options: WebexDirectoryOptions) {
    const send = createSend(WEBEX, options.tokens, options.limits ?? LIMITS)
    const read: Read = createRead(WEBEX, options.call, send)
    this.#options = options
    this.#people = new People(read, send, options.apiUrl, options.pageSize ?? HOPED_PAGE_SIZE)
    this.#adminRoles = new AdminRoles(this.#people, options.clock)
    this.#scimOf = (orgUuid) => new Scim(read, send, options.scimUrl, orgUuid)
  }

  async check(): Promise<Credential> {
    return credentialOf(await this.#probe())
  }

  traits(_operation: Operation): DirectoryTraits {
    if (this.#canBulk) {
      return {
        rereadSize: IDS_PER_CALL,
        effectSize: OPERATIONS_PER_CALL,
        concurrency: 1,
        secondsPerEffect: 0.05,
        callsPerAccount: 0.03,
      }
    }
    return { rereadSize: IDS_PER_CALL, effectSize: 1, concurrency: 4, secondsPerEffect: 0.5, callsPerAccount: 1.02 }
  }

  async find(keys: readonly RowKey[], onProgress: Parameters<Directory['find']>[1], signal: AbortSignal) {
    const { me, tenantName, scim, canReadScim } = await this.#known()
    const [administrators, callingLicences, population] = await Promise.all([
      this.#adminRoles.sweep(me),
      unlessRefused(this.#people.callingLicences()),
      canReadScim ? scim.count() : undefined,
    ])
    const total = keys.length
    const onFound = (done: number) => onProgress({ done, total })
    const { matches, counted } = await search(this.#people, { keys, orgId: me.orgId, population, onFound, signal })
    const people = counted ?? population ?? 0
    const found = [...matches.values()].flatMap((match) => (match.kind === 'found' ? [match.person] : []))
    const own = found
      .filter((person) => person.orgId === me.orgId)
      .flatMap((person) => uuidOf('PEOPLE', person.id) ?? [])
    const synced = canReadScim ? await readSynced(scim, [...new Set(own)], people, signal) : new Map<string, boolean>()
    onFound(total)
    const toFound = (match: Match): Found => {
      if (match.kind !== 'found') return match
      const isSynced = synced.get(uuidOf('PEOPLE', match.person.id) ?? '')
      return { kind: 'found', subject: subjectOf(match.person, administrators, { isSynced, callingLicences }) }
    }
    return {
      tenant: {
        directory: this.name,
        id: me.orgId,
        name: tenantName,
        population: people,
        fullAdmins: administrators.fullAdmins,
      } as const,
      findings: new Map([...matches].map(([key, match]) => [key, toFound(match)])),
    }
  }

  async everyone(onProgress: Parameters<Directory['everyone']>[0], signal: AbortSignal) {
    const { me, tenantName } = await this.#known()
    const administrators = await this.#adminRoles.sweep(me)
    const people = new Map<string, WebexPerson>()
    for await (const { items } of this.#people.all(signal)) {
      for (const person of items)
        if (person.orgId === me.orgId && (person.type ?? 'person') === 'person')
          people.set(uuidOf('PEOPLE', person.id) ?? person.id, person)
      onProgress({ done: people.size, total: people.size })
    }
    const subjects = [...people.values()].map((person) => subjectOf(person, administrators))
    const { fullAdmins } = administrators
    const tenant = {
      directory: this.name,
      id: me.orgId,
      name: tenantName,
      population: subjects.length,
      fullAdmins,
    } as const
    return { tenant, subjects }
  }

  stepsLeft(operation: Operation): readonly string[] {
    return [operation]
  }

  async reread(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, Found>> {
    if (ids.length === 0) return new Map()
    const { me } = await this.#known()
    const askable = ids.filter((id) => uuidOf('PEOPLE', id) !== undefined).map((id) => restIdOf('PEOPLE', id))
    const [administrators, ...batches] = await Promise.all([
      this.#adminRoles.sweep(me),
      ...chunks([...new Set(askable)], IDS_PER_CALL).map((batch) => this.#people.surelyByIds(batch)),
    ])
    const people = new Map(batches.flat().map((person) => [uuidOf('PEOPLE', person.id) ?? person.id, person]))
    const again = (id: UserId) => foundAgain(id, people.get(uuidOf('PEOPLE', id) ?? ''), administrators)
    return new Map(ids.map((id) => [id, again(id)]))
  }

  async apply(operation: Operation, targets: readonly Target[]): Promise<ReadonlyMap<UserId, Effect>> {
    const ids = targets.map(({ id }) => id)
    const { me, scim, canBulk } = await this.#known()
    const { effectSize } = this.traits(operation)
    if (ids.length > effectSize)
      throw new RangeError(`${ids.length} users in one call; at most ${effectSize} are taken`)
    if (canBulk) return removeInBulk(scim, this.#options.call, ids)
    const effects = ids.map(async (id) => [id, await removeOne(this.#people, this.#options.call, id, me)] as const)
    return new Map(await Promise.all(effects))
  }

  #known(): Promise<Standing> {
    return this.#standing ?? this.#probe()
  }

  #probe(): Promise<Standing> {
    const { call, requires } = this.#options
    const standing = probe({ people: this.#people, scimOf: this.#scimOf, adminRoles: this.#adminRoles, call, requires })
    this.#standing = standing
    return standing.then(
      (known) => {
        this.#canBulk = known.canBulk
        return known
      },
      (error: unknown) => {
        if (this.#standing === standing) this.#standing = undefined
        throw error
      },
    )
  }
}

/** The id stays the one that was asked for, whichever form it has. */
function foundAgain(id: UserId, person: WebexPerson | undefined, administrators: Administrators): Found {
  if (person === undefined) return { kind: 'absent' }
  const subject: Subject = subjectOf(person, administrators)
  return { kind: 'found', subject: { ...subject, id: userId(id) } }
}
