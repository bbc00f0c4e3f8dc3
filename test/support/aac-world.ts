/** A workspace of the emulated Analytics Cloud with the adapter under test before it, for one test. */
import { type AacDirectoryOptions, createAacDirectory } from '../../src/directory/aac/directory.ts'
import { staticToken } from '../../src/directory/http/token-source.ts'
import { asciiLowerCase } from '../../src/model/address.ts'
import { type UserId, userId } from '../../src/model/ids.ts'
import { aac } from '../../src/sandbox/aac/aac.ts'
import type { AacOptions } from '../../src/sandbox/aac/options.ts'
import type { AacPerson } from '../../src/sandbox/aac/person.ts'
import { startSandbox } from '../../src/sandbox/cloud.ts'
import type { FaultEffect } from '../../src/sandbox/knobs.ts'
import type { DirectoryWorld } from '../contract/directory.contract.ts'
import { oneAttempt } from './one-attempt.ts'

const NOBODY = {
  authenticate: () => undefined,
  account: () => undefined,
  accountByEmail: () => undefined,
  onDeleted: () => undefined,
}

export interface AacWorldOptions {
  readonly cloud?: AacOptions
  /** The environment of the emulated cloud is known only when it runs. */
  readonly directory?: (environment: Readonly<Record<string, string>>) => Partial<AacDirectoryOptions>
}

export async function aacWorld({ cloud = {}, directory: more }: AacWorldOptions = {}) {
  const emulation = aac({ size: 60, accessTokenLifeSeconds: 86_400, ...cloud })
  const { workspace } = emulation
  const trafficFile = process.env['SANDBOX_TRAFFIC']
  const sandbox = await startSandbox({
    identity: NOBODY,
    vendors: [emulation.mount],
    ...(trafficFile && { trafficFile }),
  })
  const environment = emulation.environment(sandbox.url)
  const token = emulation.tokens.generate().access_token
  const directory = createAacDirectory({
    url: environment['AAC_URL'] ?? '',
    tokens: staticToken(token),
    call: oneAttempt,
    pageSize: 20,
    limits: { timeoutMs: 400, maxBytes: 1_000_000 },
    ...more?.(environment),
  })
  const personOf = (id: UserId): AacPerson => {
    const person = workspace.account(Number(id))
    if (person === undefined) throw new Error(`the sandbox has no account "${id}"`)
    return person
  }
  const known = ({ id, email }: AacPerson) => ({ id: userId(String(id)), login: asciiLowerCase(email) })
  const effects = cloud.variants?.withdrawn?.includes('changes') ? '^/aac/iam/' : '^/aac/v4/workspaces/'
  const world: DirectoryWorld = {
    directory,
    secrets: [token, emulation.tokens.refreshToken],
    everyone: () => [...workspace.members(), workspace.outsider].map(known),
    ordinary: workspace.members().flatMap((person) => (person.isAdmin ? [] : [known(person)])),
    population: workspace.members().length,
    changeLogin: (id, email) => workspace.update(personOf(id).id, { email }),
    makeFullAdmin: (id) => workspace.update(personOf(id).id, { isAdmin: true }),
    remove: (id) => void workspace.remove(personOf(id).id, 0),
    isActive: (id) => !personOf(id).isDisabled,
    fingerprint: (id) => {
      const { email: _1, isDisabled: _2, lastStateChange: _3, updatedAt: _4, ...rest } = personOf(id)
      return JSON.stringify(rest)
    },
    failNextEffect: (effect: FaultEffect, retryAfter) =>
      sandbox.knobs.set({ rules: [{ path: effects, method: 'DELETE', effect, ...(retryAfter && { retryAfter }) }] }),
    failReads: (skip, effect: FaultEffect) =>
      sandbox.knobs.set({ rules: [{ method: 'GET', skip, times: 1000, effect }] }),
    later: () => undefined,
    close: () => sandbox.close(),
  }
  return { ...world, emulation, sandbox, environment, token, known }
}
