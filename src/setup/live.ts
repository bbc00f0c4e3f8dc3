/**
 * Asks the real Webex what the two credentials are and whom the lists name. Changes nothing there. Whatever the network does, it
 * answers in time and in words.
 */

import { withDeadline } from '../chat/deadline.ts'
import { readManifest } from '../chat/manifest.ts'
import type { Config } from '../config.ts'
import { inParallel } from '../directory/http/in-parallel.ts'
import type { Credential } from '../model/directory.ts'
import { askAdmin, fieldOf } from './admin.ts'
import { type Asked, LATE, type LiveOptions } from './asked.ts'
import { askBot, chatWords, type LookUp } from './bot.ts'
import { bad, type Finding } from './form.ts'
import { listedOf, peopleFindings } from './people.ts'

const LOOKUPS_AT_ONCE = 5

export const liveFindings = async (config: Config, options: LiveOptions): Promise<readonly Finding[]> => {
  const manifest = await readManifest()
  const stop = new AbortController()
  const endsAt = Date.now() + options.withinMs
  const inTime = <T>(work: Promise<T>, late: T): Promise<T> =>
    withDeadline(
      Math.max(1, endsAt - Date.now()),
      undefined,
      () => new Late(),
      () => work,
    ).catch((error: unknown) => {
      if (error instanceof Late) return late
      throw error
    })
  const admin = config.webex
  const nothing: Asked<Credential> = { findings: [] }
  try {
    const [bot, credential] = await Promise.all([
      inTime(askBot(config, options, stop.signal), { findings: [bad(LATE, 'WEBEX_ACCESS_TOKEN')] }),
      admin ? inTime(askAdmin(config, admin, manifest, options), { findings: [bad(LATE, fieldOf(admin))] }) : nothing,
    ])
    const orgId = config.homeOrgId ?? credential.found?.tenantId
    const people =
      bot.found && (await inTime(askPeople(config, bot.found, orgId, stop.signal), [bad(LATE, 'REQUESTERS')]))
    return [...bot.findings, ...credential.findings, ...(people ?? [])]
  } finally {
    stop.abort()
  }
}

class Late extends Error {}

const askPeople = async (
  config: Config,
  lookUp: LookUp,
  orgId: string | undefined,
  signal: AbortSignal,
): Promise<readonly Finding[]> => {
  const listed = listedOf(config)
  try {
    const found = await inParallel(listed, LOOKUPS_AT_ONCE, signal, lookUp)
    return peopleFindings(
      config,
      new Map(listed.map((address, place) => [address, found[place] ?? []] as const)),
      orgId,
    )
  } catch (error) {
    return [bad(`The people could not be looked up: ${chatWords(error, config.bot.apiUrl)}`, 'REQUESTERS')]
  }
}
