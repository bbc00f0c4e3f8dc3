/** A Bevy site in the sandbox with the adapter under test before it, for one test. */
import { type BevyDirectoryOptions, createBevyDirectory, LIMITS } from '../../src/directory/bevy/directory.ts'
import { staticToken } from '../../src/directory/http/token-source.ts'
import { type UserId, userId } from '../../src/model/ids.ts'
import { administration } from '../../src/sandbox/administration/administration.ts'
import { type BevyOptions, bevy } from '../../src/sandbox/bevy/bevy.ts'
import { startSandbox } from '../../src/sandbox/cloud.ts'
import type { DirectoryWorld } from '../contract/directory.contract.ts'
import { fakeClock } from './fake-clock.ts'
import { memoryMeter } from './memory-meter.ts'
import { oneAttempt } from './one-attempt.ts'

const PATH = '^/bevy/'

export interface BevyWorldOptions {
  readonly site?: Omit<BevyOptions, 'clock'>
  readonly directory?: Partial<BevyDirectoryOptions>
}

export async function bevyWorld(options: BevyWorldOptions = {}) {
  const clock = fakeClock()
  const emulation = bevy({ size: 60, ...options.site, clock: () => clock.now() })
  const trafficFile = process.env['SANDBOX_TRAFFIC']
  const cloud = await startSandbox({
    identity: administration({ size: 12 }).identity,
    vendors: [emulation.mount],
    ...(trafficFile && { trafficFile }),
  })
  const meter = options.directory?.meter ?? memoryMeter()
  const newDirectory = (changed: Partial<BevyDirectoryOptions> = {}) =>
    createBevyDirectory({
      url: emulation.environment(cloud.url)['BEVY_URL'] ?? '',
      tokens: staticToken(emulation.key),
      call: oneAttempt,
      clock,
      meter,
      dailyCalls: 10_000,
      limits: { ...LIMITS, timeoutMs: 400 },
      ...options.directory,
      ...changed,
    })
  const { site } = emulation
  const everyone = () => site.accounts.filter(({ deletionAt }) => deletionAt === undefined)
  const known = ({ id, email }: (typeof site.accounts)[number]) => ({ id: userId(String(id)), login: email })
  const world: DirectoryWorld = {
    directory: newDirectory(),
    secrets: [emulation.key],
    everyone: () => everyone().map(known),
    ordinary: everyone()
      .filter(({ isHqAdmin }) => !isHqAdmin)
      .map(known),
    population: everyone().length,
    changeLogin: (id, email) => void site.update(Number(id), { email }),
    remove: (id) => site.remove(Number(id)),
    isActive: (id) => site.account(Number(id))?.deletionAt === undefined,
    fingerprint: (id: UserId) => {
      const { email: _1, deletionAt: _2, deletedAt: _3, ...rest } = site.account(Number(id)) ?? {}
      return JSON.stringify(rest)
    },
    failNextEffect: (effect, retryAfter) =>
      cloud.knobs.set({ rules: [{ path: PATH, method: 'DELETE', effect, ...(retryAfter && { retryAfter }) }] }),
    failReads: (skip, effect) => cloud.knobs.set({ rules: [{ path: PATH, method: 'GET', skip, times: 1000, effect }] }),
    later: (ms) => clock.advance(ms),
    close: () => cloud.close(),
  }
  const calls = () =>
    cloud.traffic.calls.filter(({ vendor }) => vendor === 'bevy').map(({ method, url }) => `${method} ${url}`)
  return { ...world, emulation, site, cloud, clock, meter, newDirectory, calls }
}
