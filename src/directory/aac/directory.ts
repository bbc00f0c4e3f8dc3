/**
 * One workspace of the Alteryx Analytics Cloud behind the `Directory` port. Reads the workspace whole before it looks anybody
 * up and changes people by immutable id; it decides nothing about who may be changed.
 */
import type { Credential, Directory, DirectoryTraits, Effect, Found, Subject, Target } from '../../model/directory.ts'
import type { UserId } from '../../model/ids.ts'
import type { RowKey } from '../../model/rows.ts'
import type { Operation } from '../../model/vendor.ts'
import type { Caller, WireError } from '../../model/wire.ts'
import { createSend, type HttpLimits } from '../http/client.ts'
import { badAnswer, credentialRefused } from '../http/fault.ts'
import { inParallel } from '../http/in-parallel.ts'
import type { TokenSource } from '../http/token-source.ts'
import { Api } from './api.ts'
import { credentialOf, probe, type Standing } from './check.ts'
import { affect } from './effects.ts'
import { findIn } from './find.ts'
import { isPersonId } from './ids.ts'
import type { AacPerson } from './schema.ts'
import { OVERLAPS, readEveryone } from './snapshot.ts'
import { isSuspended, subjectOf } from './subject.ts'
import { AAC } from './vendor.ts'
import { offsetsOf } from './whole.ts'

export interface AacDirectoryOptions {
  /** E.g. `https://us1.alteryxcloud.com`. */
  readonly url: string
  readonly tokens: TokenSource
  readonly call: Caller
  /** Who is given the assets of those who are removed: an address or an id. Without it they are lost. */
  readonly transferTo?: string
  /** Who made the token, an address or an id: needed only where Alteryx no longer tells. */
  readonly owner?: string
  readonly limits?: HttpLimits
  /** People asked for in one page; Alteryx may give fewer. */
  readonly pageSize?: number
}

export const LIMITS: HttpLimits = { timeoutMs: 60_000, maxBytes: 16 * 1024 * 1024 }

/** The default is 25 and the most is not documented. */
const PAGE_SIZE = 200
/** So many effects, four at once, are over before their re-check is old. */
const REREAD_SIZE = 100
/** Where a sweep would be more calls than that, they are read one by one, which a quota makes as slow as the effects themselves. */
const ONE_BY_ONE_SIZE = 20
const LOOKUPS_AT_ONCE = 4

export function createAacDirectory(options: AacDirectoryOptions): Directory {
  return new AacDirectory(options)
}

class AacDirectory implements Directory {
  readonly name = 'aac'
  readonly #options: AacDirectoryOptions
  readonly #api: Api
  #standing: Promise<Standing> | undefined
  /** As last read, for what a sweep costs. */
  #population = 0
  readonly #hasHeir: boolean

  constructor(options: AacDirectoryOptions) {
    const send = createSend(AAC, options.tokens, options.limits ?? LIMITS)
    this.#options = options
    this.#api = new Api(options.url.replace(/\/+$/, ''), send, options.call)
    this.#hasHeir = options.transferTo !== undefined
  }

  async check(): Promise<Credential> {
    return credentialOf(await this.#probe())
  }

  traits(operation: Operation): DirectoryTraits {
    const calls = operation === 'delete' && this.#hasHeir ? 2 : 1
    const pages = this.#pages()
    const rereadSize = pages > REREAD_SIZE ? ONE_BY_ONE_SIZE : REREAD_SIZE
    const rereading = (Math.min(pages, rereadSize) + 1) / rereadSize
    const callsPerAccount = Math.ceil((calls + rereading) * 100) / 100
    return { rereadSize, effectSize: 1, concurrency: 4, secondsPerEffect: 0.5 * calls, callsPerAccount }
  }

  async find(keys: readonly RowKey[], onProgress: Parameters<Directory['find']>[1], signal: AbortSignal) {
    const total = keys.length
    const onRead = (people: number) => onProgress({ done: Math.min(Math.max(total - 1, 0), people), total })
    const { tenant, subjects } = await this.#whole(signal, onRead)
    const findings = findIn(subjects, keys)
    onProgress({ done: total, total })
    return { tenant, findings }
  }

  async everyone(onProgress: Parameters<Directory['everyone']>[0], signal: AbortSignal) {
    return this.#whole(signal, (done) => onProgress({ done, total: Math.max(done, this.#population) }))
  }

  /** One call a person where that is cheaper than a sweep; only a sweep is believed about who is not there. */
  async reread(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, Found>> {
    if (ids.length === 0) return new Map()
    const { signal } = new AbortController()
    const alone = ids.length < this.#pages() ? await this.#oneByOne(ids, signal) : undefined
    if (alone) return alone
    const { subjects } = await this.#whole(signal)
    const findings = findIn(
      subjects,
      ids.map((value) => ({ by: 'id', value })),
    )
    return new Map(ids.map((id) => [id, findings.get(`id:${id}`) ?? { kind: 'absent' }]))
  }

  stepsLeft(operation: Operation, subject: Subject): readonly string[] | undefined {
    const is = isSuspended(subject)
    if (operation === 'delete') return this.#hasHeir ? ['transfer assets', 'remove'] : ['remove']
    if (operation === 'rename') return ['rename']
    if (is === undefined) return undefined
    if (operation === 'deactivate') return is ? [] : ['suspend']
    return is ? ['unsuspend'] : []
  }

  async apply(
    operation: Operation,
    targets: readonly Target[],
    wanted?: AbortSignal,
  ): Promise<ReadonlyMap<UserId, Effect>> {
    if (targets.length > 1) throw new RangeError(`${targets.length} people in one call; at most 1 is taken`)
    const standing = await this.#known()
    const { signal } = new AbortController()
    const isMember = async (id: string) =>
      (await this.#everyone(standing.workspace.id, signal)).some((person) => person.id === id)
    const work = { api: this.#api, standing, isMember, wanted }
    const effects = targets.map(async ({ id }) => [id, await affect(work, operation, id)] as const)
    return new Map(await Promise.all(effects))
  }

  async #whole(signal: AbortSignal, onRead?: (people: number) => void) {
    const { workspace, owner } = await this.#known()
    const admins = await this.#admins(workspace.id, owner, signal)
    const people = await this.#everyone(workspace.id, signal, onRead)
    const subjects = people.map((person) => subjectOf(person, workspace.id, admins))
    const tenant = {
      directory: this.name,
      id: workspace.id,
      name: workspace.name || `workspace ${workspace.id}`,
      population: subjects.length,
      fullAdmins: subjects.filter(({ isFullAdmin }) => isFullAdmin).map(({ id }) => id),
    } as const
    return { tenant, subjects }
  }

  /** Undefined when one of them was not shown, or without what a sweep would show: then a sweep has to tell. */
  async #oneByOne(ids: readonly UserId[], signal: AbortSignal): Promise<ReadonlyMap<UserId, Found> | undefined> {
    if (!ids.every(isPersonId)) return undefined
    const { workspace, owner } = await this.#known()
    const admins = await this.#admins(workspace.id, owner, signal)
    const people = await inParallel(ids, LOOKUPS_AT_ONCE, signal, (id, ends) => this.#api.person(id, ends))
    const found = people.map((person, place): readonly [UserId, Found] | undefined => {
      const id = ids[place]
      if (id === undefined || person?.id !== id) return undefined
      const subject = subjectOf(person, workspace.id, admins)
      return isSuspended(subject) === undefined ? undefined : [id, { kind: 'found', subject }]
    })
    const all = found.filter((one) => one !== undefined)
    return all.length === ids.length ? new Map(all) : undefined
  }

  async #admins(workspaceId: string, owner: AacPerson, signal: AbortSignal): Promise<ReadonlySet<string>> {
    const admins = new Set(await this.#api.admins(workspaceId, signal))
    if (admins.size === 0) throw badAnswer(ADMINS, 'there is nobody on the list')
    if (owner.isAdmin === true && !admins.has(owner.id)) throw notListed(await this.#api.me())
    return admins
  }

  async #everyone(workspaceId: string, signal: AbortSignal, onRead?: (people: number) => void) {
    const { pageSize = PAGE_SIZE } = this.#options
    const people = await readEveryone(this.#api, { workspaceId, pageSize, signal, ...(onRead && { onRead }) })
    this.#population = people.length
    return people
  }

  #pages(): number {
    return 1 + offsetsOf(this.#population, this.#options.pageSize ?? PAGE_SIZE, OVERLAPS[0]).length
  }

  #known(): Promise<Standing> {
    return this.#standing ?? this.#probe()
  }

  #probe(): Promise<Standing> {
    const { transferTo, owner } = this.#options
    const { signal } = new AbortController()
    const everyone = (workspaceId: string) => this.#everyone(workspaceId, signal)
    const standing = probe(this.#api, { transferTo, owner, everyone })
    this.#standing = standing
    return standing.then(
      (known) => {
        this.#population = Math.max(this.#population, known.workspace.workspace_member_count ?? 0)
        return known
      },
      (error: unknown) => {
        if (this.#standing === standing) this.#standing = undefined
        throw error
      },
    )
  }
}

const ADMINS = "reading the workspace's administrators"

/** The token's owner administered when the token was checked. Either they do no longer, or the list is not the whole list. */
function notListed(ownerNow: AacPerson | undefined): WireError {
  const fault = badAnswer(ADMINS, 'the owner of the token, who administers the workspace, is not on the list')
  if (ownerNow?.isAdmin !== false) return fault
  const message = `${ADMINS}: the owner of the token no longer administers the workspace`
  return credentialRefused({ ...fault.fault, message })
}
