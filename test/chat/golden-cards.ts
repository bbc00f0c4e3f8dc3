import { type AskView, askCard, askMarkdown } from '../../src/chat/cards/ask-card.ts'
import { controlCard, controlMarkdown, controlView } from '../../src/chat/cards/control-card.ts'
import { planCard, planMarkdown } from '../../src/chat/cards/plan-card.ts'
import { planView } from '../../src/chat/cards/plan-view.ts'
import type { Card } from '../../src/chat/chat-api.ts'
import { readManifest } from '../../src/chat/manifest.ts'
import { messageId } from '../../src/model/ids.ts'
import type { Job } from '../../src/model/job.ts'
import type { DirectoryName } from '../../src/model/vendor.ts'
import {
  aJob,
  aKeepSummary,
  anApproval,
  aRenameSummary,
  aReview,
  aSeveralSummary,
  aSummary,
  bob,
  HOSTILE,
} from './job-fixtures.ts'

/** The cards that are kept as files, each with the markdown that goes beside it. */
export interface Golden {
  readonly card: Card
  readonly markdown: string
}

export async function goldenCards(): Promise<Readonly<Record<string, Golden>>> {
  const manifest = await readManifest()
  const plan = (changes: Partial<Job> = {}, notes: readonly string[] = []): Golden => {
    const view = planView(aJob(changes), manifest, notes)
    return { card: planCard(view), markdown: planMarkdown(view) }
  }
  const ask = (view: Partial<AskView>, ...directories: readonly DirectoryName[]): Golden => {
    const offers = { manifest, directories }
    const people = { kind: 'files' } as const
    const whole = { askedIn: messageId('message-1'), nonce: 'n0nce', directories: [], people, offers, ...view }
    return { card: askCard(whole), markdown: askMarkdown(whole) }
  }
  return {
    'plan-card': plan(),
    'plan-card-one-user': plan(anotherTry, ['This job takes up the users that were not done in J-5M3X.']),
    'plan-card-usual-reviewer': plan({
      approval: anApproval({ required: 2, secondAbove: 25 }),
      usualReviewer: { by: bob, times: 7 },
    }),
    'plan-card-hostile': plan(hostileJob(), HOSTILE),
    'plan-card-several': plan({
      directories: ['webex', 'okta'],
      summary: aSeveralSummary(),
      approval: anApproval({ count: 73 }),
    }),
    'plan-card-keep': plan({
      keep: true,
      directories: ['aac'],
      summary: aKeepSummary(),
      approval: anApproval({ count: 214 }),
    }),
    'plan-card-rename': plan({
      operation: 'rename',
      domain: { from: 'old.example', to: 'new.example' },
      summary: aRenameSummary(),
      approval: anApproval({ count: 12 }),
    }),
    'ask-card': ask({}, 'webex'),
    'ask-card-several': ask({}, 'webex', 'okta', 'bevy', 'aac'),
    'ask-card-directory': ask({ name: 'deactivate', people: { kind: 'addresses', count: 2 } }, 'webex', 'okta', 'bevy'),
    'ask-card-keep': ask({ name: 'keep', people: { kind: 'unnamed' } }, 'webex', 'aac'),
    'control-card': control(aJob()),
    'control-card-keep': control(aJob({ keep: true, directories: ['aac'], summary: aKeepSummary() })),
  }
}

const control = (job: Job): Golden => ({
  card: controlCard(controlView(job)),
  markdown: controlMarkdown(controlView(job)),
})

const anotherTry: Partial<Job> = {
  summary: aSummary({
    parts: [{ directory: 'webex', planned: 1, statuses: [{ status: 'active', steps: ['delete'], count: 1 }] }],
    rows: 1,
    planned: 1,
    firstPlanned: ['carl@example.com'],
    skipped: [],
    warnings: [{ code: 'no-undo', directories: ['webex'] }],
    estimatedSeconds: 2,
  }),
  approval: anApproval({ count: 1, required: 2, reviews: [aReview()] }),
}

const hostileJob = () => {
  const [mention = '', link = '', lists = ''] = HOSTILE
  const summary = aSummary()
  return aJob({
    requester: { ...aJob().requester, displayName: mention, email: link },
    usualReviewer: { by: { ...bob, displayName: link }, times: 5 },
    summary: {
      ...summary,
      tenants: summary.tenants.map((tenant) => ({ ...tenant, name: lists })),
      files: HOSTILE.map((name) => ({ name, rows: 1, sha256: 'ab'.repeat(32) })),
      firstPlanned: HOSTILE.slice(0, 5),
      firstTargets: HOSTILE.slice(5, 10),
      skipped: [
        { code: 'invalid', count: 3, first: HOSTILE.slice(3, 6).map((name) => ({ file: link, line: 2, name })) },
      ],
      warnings: [{ code: 'admins', count: 11, first: HOSTILE }],
    },
  })
}
