/**
 * One Webex organisation behind the `Directory` port. Looks people up and changes them by immutable id; it decides nothing
 * about who may be changed, and every call goes through the caller that it was given.
 */
import type { Clock } from '../../model/clock.ts'
import type { Credential, Directory, DirectoryTraits, Effect, Found, Subject, Target } from '../../model/directory.ts'
import { type UserId, userId } from '../../model/ids.ts'
import { mapInPieces } from '../../model/pause.ts'
import type { RowKey } from '../../model/rows.ts'
import type { Operation } from '../../model/vendor.ts'
import type { Caller } from '../../model/wire.ts'
import { beside } from '../http/beside.ts'
import { createSend, type HttpLimits } from '../http/client.ts'
import { createRead, type Read } from '../http/read.ts'
import type { TokenSource } from '../http/token-source.ts'
import { type Administrators, AdminRoles } from './admin-roles.ts'
import { apply } from './apply.ts'
import { credentialOf, probe, type Requires, type Standing, unlessRefused } from './check.ts'
import { HOPED_PAGE_SIZE } from './choose-search.ts'
import { chunks } from './chunks.ts'
import { allMarksOf, describePeople, outlining } from './describe.ts'
import { type Match, search } from './find.ts'
import { keyOf, restIdOf, uuidOf } from './ids.ts'
import { IDS_PER_CALL, People } from './people.ts'
import type { WebexPerson } from './schema.ts'
import { MARK_ATTRIBUTES, Scim } from './scim.ts'
import { markOf } from './scim-marks.ts'
import { snapshotOf } from './snapshot.ts'
import { stepsLeft } from './steps-left.ts'
import { type ScimMarks, subjectOf } from './subject.ts'
import { endOf, type PastedToken } from './token-life.ts'
import { traitsOf } from './traits.ts'
import { WEBEX } from './vendor.ts'

export interface WebexDirectoryOptions {
  /** E.g. `https://webexapis.com/v1`. */
  readonly apiUrl: string
  /** E.g. `https://webexapis.com/identity/scim`. */
  readonly scimUrl: string
  readonly tokens: TokenSource
  /** The token, where it was pasted and does not renew itself; a person's ends soon. */
  readonly pasted?: PastedToken
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
  #last: Standing | undefined

  constructor(options: WebexDirectoryOptions) {
    const send = createSend(WEBEX, options.tokens, options.limits ?? LIMITS)
    const read: Read = createRead(WEBEX, options.call, send)
    this.#options = options
    this.#people = new People(read, send, options.apiUrl, options.pageSize ?? HOPED_PAGE_SIZE)
    this.#adminRoles = new AdminRoles(this.#people, options.clock)
    this.#scimOf = (orgUuid) => new Scim(read, send, options.scimUrl, orgUuid)
  }

  async check(): Promise<Credential> {
    const standing = await this.#probe()
    const { pasted, clock } = this.#options
    const credential = credentialOf(standing)
    if (pasted === undefined || standing.me.type !== 'person') return credential
    return { ...credential, expiresAt: await endOf(pasted, clock) }
  }

  traits(operation: Operation): DirectoryTraits {
    const isBulk = operation === 'delete' ? this.#last?.canBulk : this.#last?.canPatch
    return traitsOf(operation, isBulk ?? false)
  }

  async find(keys: readonly RowKey[], onProgress: Parameters<Directory['find']>[1], signal: AbortSignal) {
    const standing = await this.#known()
    const { me, scim, canReadScim } = standing
    const [administrators, callingLicences, population] = await Promise.all([
      this.#adminRoles.sweep(me),
      unlessRefused(this.#people.callingLicences()),
      canReadScim ? scim.count() : undefined,
    ])
    const outline = outlining(administrators, callingLicences)
    const total = keys.length
    const onFound = (done: number) => onProgress({ done, total })
    const allMarks = (ends: AbortSignal) => allMarksOf(standing, total, { population, signal: ends })
    return beside(signal, allMarks, async (marks, ends) => {
      const asked = { keys, orgId: me.orgId, population, onFound, onSeen: outline, signal: ends }
      const { matches, counted } = await search(this.#people, asked)
      const people = counted ?? population ?? 0
      const found = [...matches.values()].flatMap((match) => (match.kind === 'found' ? [match.person] : []))
      const telling = { outline, allMarks: marks, population: people, signal: ends }
      const described = await describePeople(standing, found, telling)
      onFound(total)
      const toFound = (match: Match): Found =>
        match.kind === 'found' ? { kind: 'found', subject: described(match.person) } : match
      return {
        tenant: await this.#tenant(people, administrators),
        findings: new Map(await mapInPieces(matches, ([key, match]) => [key, toFound(match)] as const)),
      }
    })
  }

  async everyone(onProgress: Parameters<Directory['everyone']>[0], signal: AbortSignal) {
    const standing = await this.#known()
    const { me } = standing
    const [administrators, callingLicences] = await Promise.all([
      this.#adminRoles.sweep(me),
      unlessRefused(this.#people.callingLicences()),
    ])
    const outline = outlining(administrators, callingLicences)
    const allMarks = (ends: AbortSignal) => allMarksOf(standing, Infinity, { population: undefined, signal: ends })
    return beside(signal, allMarks, async (marks, ends) => {
      const people = new Map<string, WebexPerson>()
      for await (const { items } of this.#people.all(ends)) {
        const own = items.filter((item) => isPersonOf(me.orgId, item))
        for (const person of own) people.set(keyOf(person), person)
        await mapInPieces(own, outline)
        onProgress({ done: people.size, total: people.size })
      }
      const all = [...people.values()]
      const telling = { outline, allMarks: marks, population: all.length, signal: ends }
      const subjects = await mapInPieces(all, await describePeople(standing, all, telling))
      return { tenant: await this.#tenant(subjects.length, administrators), subjects }
    })
  }

  stepsLeft(...asked: Parameters<Directory['stepsLeft']>): readonly string[] | undefined {
    return stepsLeft(...asked)
  }

  async reread(ids: readonly UserId[], operation?: Operation): Promise<ReadonlyMap<UserId, Found>> {
    if (ids.length === 0) return new Map()
    const { me, scim, canReadScim } = await this.#known()
    const uuids = [...new Set(ids.flatMap((id) => uuidOf('PEOPLE', id) ?? []))]
    const askable = ids.filter((id) => uuidOf('PEOPLE', id) !== undefined).map((id) => restIdOf('PEOPLE', id))
    const isActivityAsked = canReadScim && operation !== 'delete' && operation !== 'rename'
    const [administrators, users, ...batches] = await Promise.all([
      this.#adminRoles.sweep(me),
      isActivityAsked ? scim.users(uuids, MARK_ATTRIBUTES) : undefined,
      ...chunks([...new Set(askable)], IDS_PER_CALL).map((batch) => this.#people.surelyByIds(batch)),
    ])
    const people = new Map(batches.flat().map((person) => [keyOf(person), person]))
    const again = (id: UserId): Found => {
      const uuid = uuidOf('PEOPLE', id) ?? ''
      const user = users?.get(uuid)
      return foundAgain(id, people.get(uuid), administrators, user && markOf(user))
    }
    return new Map(ids.map((id) => [id, again(id)]))
  }

  async snapshot(operation: Operation, planned: readonly Pick<Subject, 'id'>[]) {
    if (operation !== 'rename') return undefined
    const { scim, canPatch } = await this.#known()
    const ids = planned.map(({ id }) => id)
    return snapshotOf(canPatch ? scim : this.#people, ids)
  }

  async apply(
    operation: Operation,
    targets: readonly Target[],
    wanted?: AbortSignal,
  ): Promise<ReadonlyMap<UserId, Effect>> {
    const standing = await this.#known()
    const { effectSize } = this.traits(operation)
    if (targets.length > effectSize)
      throw new RangeError(`${targets.length} users in one call; at most ${effectSize} are taken`)
    const { call, clock } = this.#options
    return apply({ standing, people: this.#people, call, clock, wanted }, operation, targets)
  }

  async #tenant(population: number, { fullAdmins }: Administrators) {
    const { me, tenantName } = await this.#known()
    return { directory: this.name, id: me.orgId, name: tenantName, population, fullAdmins } as const
  }

  #known(): Promise<Standing> {
    return this.#standing ?? this.#probe()
  }

  #probe(): Promise<Standing> {
    const { call, requires } = this.#options
    const [people, scimOf, adminRoles, before] = [this.#people, this.#scimOf, this.#adminRoles, this.#last]
    const standing = probe({ people, scimOf, adminRoles, call, requires, before })
    this.#standing = standing
    return standing.then(
      (known) => {
        this.#last = known
        return known
      },
      (error: unknown) => {
        if (this.#standing === standing) this.#standing = undefined
        throw error
      },
    )
  }
}

const isPersonOf = (orgId: string, person: WebexPerson): boolean =>
  person.orgId === orgId && (person.type ?? 'person') === 'person'

/** The id stays the one that was asked for, whichever form it has. */
function foundAgain(
  id: UserId,
  person: WebexPerson | undefined,
  administrators: Administrators,
  marks: ScimMarks = {},
): Found {
  if (person === undefined) return { kind: 'absent' }
  const subject: Subject = subjectOf(person, administrators, marks)
  return { kind: 'found', subject: { ...subject, id: userId(id) } }
}
