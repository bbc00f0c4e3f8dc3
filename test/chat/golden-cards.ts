import { askCard, askMarkdown } from '../../src/chat/cards/ask-card.ts'
import { controlCard, controlMarkdown, controlView } from '../../src/chat/cards/control-card.ts'
import { planCard, planMarkdown } from '../../src/chat/cards/plan-card.ts'
import { planView } from '../../src/chat/cards/plan-words.ts'
import type { Card } from '../../src/chat/chat-api.ts'
import { readManifest } from '../../src/chat/manifest.ts'
import { messageId } from '../../src/model/ids.ts'
import { aJob, anApproval, aReview, aSummary, HOSTILE } from './job-fixtures.ts'

/** The cards that are kept as files, each with the markdown that goes beside it. */
export interface Golden {
  readonly card: Card
  readonly markdown: string
}

export async function goldenCards(): Promise<Readonly<Record<string, Golden>>> {
  const { directories } = await readManifest()
  const ask = { askedIn: messageId('message-1'), nonce: 'n0nce', files: ['leavers.csv', 'more.csv'], directories }
  return {
    'plan-card': plan(),
    'plan-card-one-user': plan({
      job: aJob({
        summary: aSummary({
          rows: 1,
          planned: 1,
          firstPlanned: ['carl@example.com'],
          skipped: [],
          warnings: [{ code: 'no-undo', directories: ['webex'] }],
          estimatedSeconds: 2,
        }),
        approval: anApproval({ count: 1, required: 2, reviews: [aReview()] }),
      }),
      notes: ['This job takes up the users that were not done in J-5M3X.'],
    }),
    'plan-card-hostile': plan({ job: hostileJob(), notes: HOSTILE }),
    'ask-card': { card: askCard(ask), markdown: askMarkdown(ask) },
    'control-card': { card: controlCard(controlView(aJob())), markdown: controlMarkdown(controlView(aJob())) },
  }
}

function plan({ job = aJob(), notes = [] as readonly string[] } = {}): Golden {
  const view = planView(job, notes)
  return { card: planCard(view), markdown: planMarkdown(view) }
}

const hostileJob = () => {
  const [mention = '', link = '', lists = ''] = HOSTILE
  const summary = aSummary()
  return aJob({
    requester: { ...aJob().requester, displayName: mention, email: link },
    summary: {
      ...summary,
      tenants: summary.tenants.map((tenant) => ({ ...tenant, name: lists })),
      files: HOSTILE.map((name) => ({ name, rows: 1, sha256: 'ab'.repeat(32) })),
      firstPlanned: HOSTILE.slice(0, 5),
      skipped: [
        { code: 'invalid', count: 3, first: HOSTILE.slice(3, 6).map((name) => ({ file: link, line: 2, name })) },
      ],
      warnings: [{ code: 'admins', count: 11, first: HOSTILE }],
    },
  })
}
