import type { ApprovalState, Review } from '../../src/model/approval.ts'
import { jobId, messageId, personId, planDigest, roomId, userId } from '../../src/model/ids.ts'
import type { Job, Tally } from '../../src/model/job.ts'
import type { PersonRef } from '../../src/model/person.ts'
import type { PlanSummary } from '../../src/model/plan.ts'

/** Jobs as values, for what is said of them. */

export const anna: PersonRef = { id: personId('person-anna'), email: 'anna@example.com', displayName: 'Anna Admin' }
export const bob: PersonRef = { id: personId('person-bob'), email: 'bob@example.com', displayName: 'Bob Operator' }

export const DIGEST = planDigest('3f2a9c0d1e5b7a88c4d6e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5')

export const aSummary = (changes: Partial<PlanSummary> = {}): PlanSummary => ({
  operation: 'delete',
  tenants: [{ directory: 'webex', id: 'org-1', name: 'Example Ltd', population: 412, fullAdmins: [userId('u-1')] }],
  parts: [{ directory: 'webex', planned: 37, statuses: [{ status: 'active', steps: ['delete'], count: 37 }] }],
  files: [
    { name: 'leavers.csv', rows: 41, sha256: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9' },
  ],
  rows: 41,
  planned: 37,
  firstPlanned: ['carl@example.com', 'dora@example.com', 'emil@example.com', 'fay@example.com', 'gus@example.com'],
  skipped: [
    {
      code: 'not-found',
      count: 3,
      first: [
        { file: 'leavers.csv', line: 4, name: 'zoe@example.com' },
        { file: 'leavers.csv', line: 9, name: 'yan@example.com' },
        { file: 'leavers.csv', line: 12, name: 'xia@example.com' },
      ],
    },
    { code: 'admin', count: 1, first: [{ file: 'leavers.csv', line: 30, name: 'root@example.com' }] },
  ],
  warnings: [
    { code: 'recently-active', count: 2, days: 30, first: ['carl@example.com', 'emil@example.com'] },
    { code: 'no-undo', directories: ['webex'] },
    { code: 'admins', count: 1, first: ['fay@example.com'] },
    { code: 'sync-unknown' },
    { code: 'phones-wiped', count: 1, first: ['gus@example.com'] },
  ],
  estimatedSeconds: 240,
  ...changes,
})

/** Everybody in a workspace but those on a list. */
export const aKeepSummary = (changes: Partial<PlanSummary> = {}): PlanSummary =>
  aSummary({
    keep: true,
    tenants: [{ directory: 'aac', id: '42', name: 'Example Workspace', population: 240, fullAdmins: [] }],
    parts: [
      {
        directory: 'aac',
        planned: 214,
        kept: 26,
        statuses: [{ status: 'active', steps: ['remove'], count: 214 }],
      },
    ],
    files: [{ name: 'pasted addresses', rows: 26, sha256: 'cd'.repeat(32) }],
    rows: 26,
    planned: 214,
    skipped: [{ code: 'kept', count: 26, first: [{ file: 'pasted addresses', line: 2, name: 'anna@example.com' }] }],
    warnings: [{ code: 'no-undo', directories: ['aac'] }],
    ...changes,
  })

/** One CSV against two directories, one of which takes two steps. */
export const aSeveralSummary = (changes: Partial<PlanSummary> = {}): PlanSummary =>
  aSummary({
    tenants: [
      { directory: 'webex', id: 'org-1', name: 'Example Ltd', population: 412, fullAdmins: [userId('u-1')] },
      { directory: 'okta', id: 'okta-1', name: 'example.okta.com', population: 390, fullAdmins: [] },
    ],
    parts: [
      { directory: 'webex', planned: 36, statuses: [{ status: 'active', steps: ['delete'], count: 36 }] },
      {
        directory: 'okta',
        planned: 37,
        statuses: [
          { status: 'ACTIVE', steps: ['deactivate', 'delete'], count: 31 },
          { status: 'DEPROVISIONED', steps: ['delete'], count: 6 },
        ],
      },
    ],
    planned: 73,
    skipped: [
      {
        code: 'not-found',
        count: 3,
        first: [
          { file: 'leavers.csv', line: 4, name: 'zoe@example.com', directories: ['webex', 'okta'] },
          { file: 'leavers.csv', line: 9, name: 'yan@example.com', directories: ['okta'] },
        ],
      },
    ],
    warnings: [{ code: 'no-undo', directories: ['webex', 'okta'] }],
    ...changes,
  })

export const aRenameSummary = (changes: Partial<PlanSummary> = {}): PlanSummary =>
  aSummary({
    operation: 'rename',
    parts: [{ directory: 'webex', planned: 12, statuses: [{ status: 'active', steps: ['rename'], count: 12 }] }],
    files: [{ name: 'new-names.csv', rows: 13, sha256: 'ef'.repeat(32) }],
    rows: 13,
    planned: 12,
    firstPlanned: ['carl@old.example', 'dora@old.example', 'emil@old.example'],
    firstTargets: ['carl@new.example', 'dora@new.example', 'emil@new.example'],
    skipped: [{ code: 'taken', count: 1, first: [{ file: 'new-names.csv', line: 4, name: 'zoe@old.example' }] }],
    warnings: [{ code: 'domains-unchecked' }],
    ...changes,
  })

export const anApproval = (changes: Partial<ApprovalState> = {}): ApprovalState => ({
  status: 'pending',
  requesterId: anna.id,
  digest: DIGEST,
  count: 37,
  required: 1,
  reviews: [],
  askedAt: '2026-11-20T15:04:00.000Z',
  expiresAt: '2026-11-21T15:04:00.000Z',
  ...changes,
})

export const aReview = (changes: Partial<Review> = {}): Review => ({
  by: bob,
  verdict: 'approve',
  digest: DIGEST,
  reason: '',
  at: '2026-11-20T16:00:00.000Z',
  ...changes,
})

export const aTally = (changes: Partial<Tally> = {}): Tally => ({
  done: 0,
  'already-done': 0,
  failed: 0,
  drifted: 0,
  unknown: 0,
  cancelled: 0,
  skipped: 0,
  retryable: 0,
  ...changes,
})

export const aJob = (changes: Partial<Job> = {}): Job => ({
  id: jobId('J-7K2Q'),
  status: 'awaiting-approval',
  operation: 'delete',
  directories: ['webex'],
  thread: { roomId: roomId('room-1'), rootId: messageId('root-1') },
  askedIn: messageId('root-1'),
  requester: anna,
  createdAt: '2026-11-20T15:00:00.000Z',
  nonce: 'n0nce-of-this-asking',
  digest: DIGEST,
  summary: aSummary(),
  approval: anApproval(),
  posted: {},
  ...changes,
})

/** Text that tries everything: markup, mentions, direction, size. */
export const HOSTILE: readonly string[] = [
  '<@all> <@personEmail:boss@example.com|Boss>',
  '[click](https://evil.example) ![x](http://evil.example/x.png)',
  '# heading\n- list\n1. list\n> quote\n***bold*** __under__ `code` ~~gone~~ | cell |',
  '<a href="https://evil.example">x</a><script>alert(1)</script>&lt;@all&gt;',
  '\u202Egnp.exe\u202C \u200Bhidden\u0000\u0007\uFEFF',
  'Z\u0351\u036B\u0343'.repeat(4_000),
  '👩‍👩‍👧‍👦'.repeat(3_000),
  '"\\'.repeat(32_768),
  '\uD800 lone \uDC00',
  '{{DATE(2026-11-22T05:00:00Z, SHORT)}}',
  'x'.repeat(65_536),
]
