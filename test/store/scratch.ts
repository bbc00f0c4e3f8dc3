/** What the tests of the store share: a folder that goes with its test, builders, and a disk that is watched or goes wrong. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Clock } from '../../src/model/clock.ts'
import { jobId, messageId, personId, planDigest, roomId, userId } from '../../src/model/ids.ts'
import type { Job } from '../../src/model/job.ts'
import type { PinnedPlan } from '../../src/model/plan.ts'
import { type Disk, type OpenFile, realDisk } from '../../src/store/disk.ts'

/** Runs `test` with a folder of its own. */
export async function inScratch<T>(test: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'twokey-'))
  try {
    return await test(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export const fixedClock: Clock = {
  now: () => new Date('2030-01-02T03:04:05.000Z'),
  sleep: async () => {},
}

export const requester = { id: personId('person-1'), email: 'anna@example.com', displayName: 'Anna' }

export const aJob = (over: Partial<Job> = {}): Job => ({
  id: jobId('J-0001'),
  status: 'received',
  operation: 'delete',
  directories: ['webex'],
  thread: { roomId: roomId('room-1'), rootId: messageId('message-1') },
  askedIn: messageId('message-1'),
  requester,
  createdAt: '2030-01-01T00:00:00.000Z',
  posted: {},
  ...over,
})

/** A job in which every field is there. */
export function aFullJob(): Job {
  const digest = planDigest('d'.repeat(64))
  const at = '2030-01-01T00:00:00.000Z'
  const { plan } = aPinnedPlan(1)
  return aJob({
    status: 'paused',
    retryOf: jobId('J-0000'),
    nonce: 'n-1',
    digest,
    summary: {
      operation: 'delete',
      tenants: plan.tenants,
      parts: [{ directory: 'webex', planned: 1, statuses: [{ status: 'active', steps: ['delete'], count: 1 }] }],
      files: [{ name: 'users.csv', rows: 2, sha256: 'a'.repeat(64) }],
      rows: 2,
      planned: 1,
      firstPlanned: ['user2@example.com'],
      firstTargets: ['user2@example.org'],
      skipped: [
        {
          code: 'not-found',
          count: 1,
          first: [{ file: 'users.csv', line: 3, name: 'user3@example.com', directories: ['webex'] }],
        },
      ],
      warnings: [
        { code: 'no-undo', directories: ['webex'] },
        { code: 'recently-active', count: 1, days: 30, first: ['user2@example.com'] },
      ],
      estimatedSeconds: 1.5,
    },
    approval: {
      status: 'approved',
      requesterId: requester.id,
      digest,
      count: 1,
      required: 1,
      reviews: [{ by: { ...requester, id: personId('person-2') }, verdict: 'approve', digest, reason: 'é "ok"', at }],
      askedAt: at,
      expiresAt: at,
      endedAt: at,
      endedBy: requester,
    },
    refusal: {
      code: 'limit',
      limit: { code: 'too-large-a-share', directory: 'webex', planned: 9, population: 10, limit: 0.2 },
    },
    pause: { code: 'too-many-failures', failed: 3, of: 4 },
    startedAt: at,
    endedAt: at,
    tally: { done: 1, 'already-done': 0, failed: 0, drifted: 0, unknown: 0, cancelled: 0, skipped: 1, retryable: 0 },
    posted: { card: messageId('m-card'), progress: { id: messageId('m-progress'), edits: 3 } },
  })
}

export function aPinnedPlan(changes: number, skips = 1): PinnedPlan {
  const row = (line: number) => ({ file: 'users.csv', line, cells: [`user${line}@example.com`, 'Zoë, "the" user'] })
  return {
    digest: planDigest('d'.repeat(64)),
    plan: {
      version: 1,
      job: jobId('J-0001'),
      operation: 'delete',
      requester,
      plannedAt: '2030-01-01T00:00:00.000Z',
      tenants: [{ directory: 'webex', id: 'org', name: 'Example', population: 900, fullAdmins: [userId('u-admin')] }],
      files: [
        {
          name: 'users.csv',
          rows: changes + skips,
          sha256: 'a'.repeat(64),
          encoding: 'utf-8',
          delimiter: ',',
          columns: ['email', 'note'],
          keyColumn: 'email',
        },
      ],
      changes: Array.from({ length: changes }, (_, no) => ({
        ...row(no + 2),
        no,
        directory: 'webex',
        userId: userId(`u-${no}`),
        steps: ['delete'],
        before: {
          id: userId(`u-${no}`),
          login: `user${no + 2}@example.com`,
          displayName: 'Zoë',
          tenantId: 'org',
          status: 'active',
          adminRoles: [],
          isFullAdmin: false,
        },
      })),
      skips: Array.from({ length: skips }, (_, no) => ({
        ...row(changes + no + 2),
        directory: 'webex',
        code: 'not-found',
        detail: 'no account has this address',
      })),
    },
  }
}

/** Every step that must succeed or fail in its turn, e.g. `sync jobs.json.tmp`. */
export type Step = `${'open' | 'write' | 'truncate' | 'sync' | 'close' | 'rename' | 'link' | 'sync-folder'} ${string}`

/**
 * The real disk, which tells `onStep` what it is about to do. What `onStep` throws is what the disk answers; a write that
 * goes wrong leaves the first half of its bytes behind, as a full disk does.
 */
export function watchedDisk(onStep: (step: Step) => void): Disk {
  const watchedFile = (name: string, file: OpenFile): OpenFile => ({
    async write(bytes) {
      try {
        onStep(`write ${name}`)
      } catch (error) {
        const whole = Buffer.from(bytes)
        await file.write(whole.subarray(0, whole.length / 2))
        throw error
      }
      await file.write(bytes)
    },
    async truncate(size) {
      onStep(`truncate ${name}`)
      await file.truncate(size)
    },
    async sync() {
      onStep(`sync ${name}`)
      await file.sync()
    },
    async close() {
      onStep(`close ${name}`)
      await file.close()
    },
  })
  return {
    async open(path, how) {
      onStep(`open ${basename(path)}`)
      return watchedFile(basename(path), await realDisk.open(path, how))
    },
    async rename(from, to) {
      onStep(`rename ${basename(to)}`)
      await realDisk.rename(from, to)
    },
    async link(from, to) {
      onStep(`link ${basename(to)}`)
      await realDisk.link(from, to)
    },
    async syncFolder(path) {
      onStep(`sync-folder ${basename(path)}`)
      await realDisk.syncFolder(path)
    },
  }
}

export const noSpace = (): Error =>
  Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })

/** A disk on which one kind of step goes wrong while `fails` says so. */
export function faultyDisk(): { readonly disk: Disk; failAt(pattern: RegExp | undefined): void } {
  let failing: RegExp | undefined
  return {
    disk: watchedDisk((step) => {
      if (failing?.test(step)) throw noSpace()
    }),
    failAt(pattern) {
      failing = pattern
    },
  }
}

export const ignoreNotes = (): void => {}
