import assert from 'node:assert/strict'
import type { Card, ChatApi } from '../../src/chat/chat-api.ts'
import { readManifest } from '../../src/chat/manifest.ts'
import { createVoice } from '../../src/chat/thread.ts'
import type { Freeze } from '../../src/model/freeze.ts'
import { jobId, type MessageId, messageId } from '../../src/model/ids.ts'
import type { Job } from '../../src/model/job.ts'
import type { RunProgress } from '../../src/model/run.ts'
import type { OutgoingFile, Voice } from '../../src/model/voice.ts'
import {
  aJob,
  aKeepSummary,
  anApproval,
  anna,
  aReview,
  aSeveralSummary,
  aSummary,
  aTally,
  bob,
  HOSTILE,
} from './job-fixtures.ts'

const HEAD = 'a1'.repeat(32)

const manifest = await readManifest()

describe('a voice in the thread', () => {
  it('posts the plan card as a reply, with a text beside it', async () => {
    const { voice, calls } = aRecorder()
    assert.equal(await voice.planCard(aJob()), 'message-1')
    const [call] = calls
    assert.equal(call?.what, 'post root-1')
    assert.match(call?.markdown ?? '', /`approve J-7K2Q 37`/u)
    assert.equal(call?.card?.['type'], 'AdaptiveCard')
  })

  it('notes on the card of a retry which job it takes up', async () => {
    const { voice, calls } = aRecorder()
    await voice.planCard(aJob({ retryOf: jobId('J-5M3X') }))
    assert.match(JSON.stringify(calls[0]?.card), /not done in J-5M3X/u)
  })

  it('notes on the card of an undo which job it takes back', async () => {
    const { voice, calls } = aRecorder()
    await voice.planCard(aJob({ operation: 'restore', undoOf: jobId('J-5M3X') }))
    assert.match(JSON.stringify(calls[0]?.card), /takes back what was done in J-5M3X/u)
  })

  it('warns on the card while everything is frozen that no approval is taken', async () => {
    const frozen = aRecorder(() => ({ by: bob, at: '2026-11-20T16:00:00.000Z', reason: 'wrong list' }))
    await frozen.voice.planCard(aJob())
    for (const said of [JSON.stringify(frozen.calls[0]?.card), frozen.calls[0]?.markdown ?? ''])
      assert.match(
        said,
        /Everything is frozen since 2026-11-20 16:00 UTC: no approval is taken until another approver/u,
      )
    const { voice, calls } = aRecorder()
    await voice.planCard(aJob())
    assert.doesNotMatch(JSON.stringify(calls), /frozen/u)
  })

  it('takes the card away before it says who decided what and when', async () => {
    const { voice, calls } = aRecorder()
    const approval = anApproval({ status: 'approved', reviews: [aReview({ reason: 'ok, *all* left' })] })
    await voice.decided(aJob({ status: 'approved', approval, posted: { card: messageId('card-1') } }))
    assert.deepEqual(whats(calls), ['remove card-1', 'post root-1'])
    assert.equal(
      calls[1]?.markdown,
      '**J-7K2Q approved** by Bob Operator (bob@example.com) at 2026-11-20 16:00 UTC. Reason: “ok, \\*all\\* left” Plan 3f2a9c0d1e5b (37 users) starts now.',
    )
  })

  it('can say a decision again when the first try was cut off', async () => {
    const { voice, calls, failOnce } = aRecorder()
    const job = aJob({
      status: 'rejected',
      approval: anApproval({ status: 'rejected' }),
      posted: { card: messageId('card-1') },
    })
    failOnce('post')
    await assert.rejects(voice.decided(job))
    await voice.decided(job)
    assert.deepEqual(whats(calls), ['remove card-1', 'post root-1 (lost)', 'remove card-1', 'post root-1'])
  })

  it('has a line for every end of an approval', async () => {
    const at = '2026-11-20T17:00:00Z'
    const lines = await Promise.all(
      [
        anApproval({ status: 'rejected', reviews: [aReview(), aReview({ verdict: 'reject', reason: 'no' })] }),
        anApproval({ status: 'withdrawn', endedBy: anna, endedAt: at }),
        anApproval({ status: 'expired', endedAt: at }),
        anApproval({ status: 'superseded', endedBy: anna, endedAt: at }),
      ].map((approval) => said((voice) => voice.decided(aJob({ approval })))),
    )
    assert.deepEqual(lines, [
      '**J-7K2Q rejected** by Bob Operator (bob@example.com) at 2026-11-20 16:00 UTC. Reason: “no” Nothing was changed.',
      '**J-7K2Q withdrawn** by Anna Admin (anna@example.com) at 2026-11-20 17:00 UTC. Nothing was changed.',
      '**J-7K2Q expired** at 2026-11-21 15:04 UTC without a decision. Nothing was changed. To ask again, send the files again.',
      '**J-7K2Q replaced** by a newer request by Anna Admin (anna@example.com) at 2026-11-20 17:00 UTC. Nothing was changed by this one.',
    ])
  })

  it('asks for the next approval after the first of two', async () => {
    const job = aJob({ approval: anApproval({ required: 2, reviews: [aReview()] }) })
    assert.equal(
      await said((voice) => voice.approvedInPart(job, aReview(), [])),
      'Bob Operator (bob@example.com) approved **J-7K2Q** at 2026-11-20 16:00 UTC. 1 more approval is needed, by somebody else: `approve J-7K2Q 37`.',
    )
  })

  it('says whose approvals count no more', async () => {
    const job = aJob({ approval: anApproval({ required: 3, reviews: [aReview()] }) })
    assert.match(
      await said((voice) => voice.approvedInPart(job, aReview(), [anna])),
      /2 more approvals are needed[\s\S]*\n\nNot counted any more: the approval of Anna Admin \(anna@example\.com\), who is not an approver now\.$/u,
    )
    assert.match(
      await said((voice) => voice.approvedInPart(job, aReview(), [anna, bob])),
      /the approvals of Anna Admin \(anna@example\.com\) and Bob Operator \(bob@example\.com\), who are not approvers now\./u,
    )
  })

  it('shows progress in one line', async () => {
    const line = await said((voice) => voice.progress(aJob(), aProgress({ secondsLeft: 130 })))
    assert.equal(line, '**J-7K2Q** ████████░░░░ 25 of 37 · 24 deleted, 1 failed · about 2 minutes left')
    assert.doesNotMatch(line, /\n/u)
  })

  it('edits the progress message and posts no other', async () => {
    const { voice, calls } = aRecorder()
    await voice.editProgress(aJob(), messageId('progress-1'), aProgress())
    assert.deepEqual(whats(calls), ['edit progress-1'])
  })

  it('edits the look-up message, and posts a new one in its place when Webex refuses the edit', async () => {
    const { voice, calls, failOnce } = aRecorder()
    const first = await voice.lookingUp(aJob(), 10, 400)
    assert.equal(await voice.lookingUp(aJob(), 20, 400, first), first)
    failOnce('edit')
    assert.equal(await voice.lookingUp(aJob(), 30, 400, first), 'message-2')
    assert.deepEqual(whats(calls), [
      'post root-1',
      'edit message-1',
      'edit message-1 (lost)',
      'post root-1',
      'remove message-1',
    ])
  })

  it('hands the new look-up message over even when the old one stays', async () => {
    const { voice, failOnce } = aRecorder()
    const first = await voice.lookingUp(aJob(), 10, 400)
    failOnce('edit')
    failOnce('remove')
    assert.equal(await voice.lookingUp(aJob(), 20, 400, first), 'message-2')
  })

  it('says why a run is paused, how far it is, and what to type next', async () => {
    const job = aJob({
      status: 'paused',
      pause: { code: 'too-many-failures', failed: 5, of: 20 },
      tally: aTally({ done: 15, failed: 5, cancelled: 17, retryable: 22 }),
    })
    assert.equal(
      await said((voice) => voice.paused(job)),
      '**J-7K2Q is paused.** 5 of the last 20 users failed, so Twokey stopped before going on with the rest.\n\n' +
        '15 users deleted, 5 failed, 17 not started.\n\nType `resume J-7K2Q` to go on or `cancel J-7K2Q` to end here.',
    )
  })

  it('tells the end in counts, with the next step for what is left', async () => {
    const { voice, calls } = aRecorder()
    const tally = aTally({ done: 34, 'already-done': 1, failed: 1, unknown: 1, skipped: 4, retryable: 2 })
    const times = { startedAt: '2026-11-20T16:00:00Z', endedAt: '2026-11-20T16:04:00Z' }
    await voice.finished(aJob({ status: 'completed', tally, ...times }), HEAD)
    assert.deepEqual(whats(calls), ['post root-1'])
    assert.equal(
      calls[0]?.markdown,
      [
        '**J-7K2Q is completed.** 34 users deleted, 1 already gone, 1 failed, 1 without a clear answer; 4 rows skipped. It took about 4 minutes.',
        '1 user gave no clear answer: they may be deleted or not. A retry looks before it does anything.',
        '`errors-J-7K2Q.csv` holds the 6 rows left over, each with its reason. Mend what can be mended and attach it to a new message as it is.',
        'To plan the 2 users that were not done once more, type `retry J-7K2Q`. It needs an approval of its own.',
        'Plan 3f2a9c0d1e5b (37 users), the one that was approved.',
        `Audit log up to here: \`${HEAD}\``,
      ].join('\n\n'),
    )
  })

  it('counts accounts where one person may have several', async () => {
    const summary = aSeveralSummary()
    const job = aJob({ status: 'completed', directories: ['webex', 'okta'], summary, tally: aTally({ done: 73 }) })
    const words = await said((voice) => voice.finished(job, HEAD))
    assert.match(words, /73 accounts deleted\.[\s\S]*\(73 accounts\), the one that was approved/u)
  })

  it('speaks of no errors file and no retry when all went well', async () => {
    const words = await said((voice) =>
      voice.finished(aJob({ status: 'completed', tally: aTally({ done: 37 }) }), HEAD),
    )
    assert.match(words, /37 users deleted\./u)
    assert.doesNotMatch(words, /errors|retry|failed|skipped/u)
  })

  it('offers a retry where a retry takes users up, and only there', async () => {
    for (const kind of ['failed', 'drifted', 'unknown', 'cancelled'] as const) {
      const job = aJob({ status: 'completed', tally: aTally({ done: 36, [kind]: 1, retryable: 1 }) })
      assert.match(
        await said((voice) => voice.finished(job, HEAD)),
        /the 1 row left over[\s\S]*the user that was not done[\s\S]*`retry J-7K2Q`/u,
      )
    }
    const drifted = aJob({ status: 'completed', tally: aTally({ done: 36, drifted: 1 }) })
    assert.doesNotMatch(await said((voice) => voice.finished(drifted, HEAD)), /type `retry/u)
    const skipped = aJob({ status: 'completed', tally: aTally({ done: 36, skipped: 2 }) })
    assert.doesNotMatch(await said((voice) => voice.finished(skipped, HEAD)), /retry/u)
  })

  it('says at the end what has to be known of each directory, once something was done there', async () => {
    const finished = (changes: Partial<Job>, done = 12) =>
      said((voice) => voice.finished(aJob({ status: 'completed', tally: aTally({ done }), ...changes }), HEAD))
    assert.match(
      await finished({ operation: 'rename' }),
      /12 users renamed\.[\s\S]*show as Not Verified until they sign in[\s\S]*`undo J-7K2Q`/u,
    )
    assert.match(
      await finished({ directories: ['bevy'] }),
      /`undo_until` of `results-J-7K2Q\.csv` is over\. Until then `undo J-7K2Q`/u,
    )
    const okta = await finished({ operation: 'deactivate', directories: ['okta', 'aac'] })
    assert.match(okta, /\n\nOkta: `restore`[\s\S]*not their passwords, app assignments or admin roles\./u)
    assert.doesNotMatch(okta, /Alteryx:/u)
    assert.doesNotMatch(await finished({ operation: 'rename' }, 0), /Not Verified/u)
  })

  it('says when a spent quota lets it go on, and asks for nothing', async () => {
    const pause = { code: 'budget-spent', message: 'all calls of today', until: '2026-11-23T00:00:00Z' } as const
    const words = await said((voice) => voice.paused(aJob({ status: 'paused', pause, directories: ['bevy'] })))
    assert.match(words, /goes on by itself at 2026-11-23 00:00 UTC; nothing has to be done/u)
    assert.doesNotMatch(words, /resume/u)
  })

  it('does not say that nothing was changed of a run whose plan was found damaged on the way', async () => {
    const refusal = { code: 'plan-damaged', detail: 'line 3 is torn' } as const
    const startedAt = '2026-11-20T16:01:00Z'
    const words = await said((voice) => voice.refused(aJob({ status: 'stopped', refusal, startedAt })))
    assert.match(words, /J-7K2Q is stopped; nothing more is changed/u)
    assert.doesNotMatch(words, /nothing was changed/iu)
  })

  it('says why a run was stopped', async () => {
    const pause = { code: 'credential-refused', message: 'deleting 1 user: 401 Unauthorized' } as const
    const words = await said((voice) =>
      voice.finished(
        aJob({ status: 'stopped', pause, tally: aTally({ done: 3, cancelled: 34, retryable: 34 }) }),
        HEAD,
      ),
    )
    assert.match(words, /J-7K2Q is stopped[\s\S]*401 Unauthorized[\s\S]*`retry J-7K2Q`/u)
  })

  it('tells a refusal with the reasons of the skipped rows, and points to the plan file once it is there', async () => {
    const refusal = { code: 'limit', limit: { code: 'nothing-to-do', skipped: 4 } } as const
    const words = await said((voice) =>
      voice.refused(aJob({ status: 'refused', refusal, posted: { planFile: messageId('file-1') } })),
    )
    assert.match(
      words,
      /nothing was changed[\s\S]*4 rows were skipped[\s\S]*- 3 × not found\n- 1 × full administrator[\s\S]*plan-J-7K2Q\.csv/u,
    )
    assert.doesNotMatch(await said((voice) => voice.refused(aJob({ status: 'refused', refusal }))), /plan-J-7K2Q/u)
  })

  it('names every file it sends and counts its rows', async () => {
    const { voice, calls } = aRecorder()
    await voice.planFile(aJob(), aFile('plan-J-7K2Q.csv', 41))
    await voice.file(aJob(), aFile('results-J-7K2Q.csv', 1), 'results')
    await voice.file(aJob(), aFile('errors-J-7K2Q.csv', 4), 'errors')
    assert.deepEqual(whats(calls), ['file plan-J-7K2Q.csv', 'file results-J-7K2Q.csv', 'file errors-J-7K2Q.csv'])
    assert.match(calls[0]?.markdown ?? '', /^plan-J-7K2Q\.csv, 41 rows: /u)
    assert.match(calls[1]?.markdown ?? '', /^results-J-7K2Q\.csv, 1 row: every user that was deleted/u)
    assert.match(calls[2]?.markdown ?? '', /^errors-J-7K2Q\.csv, 4 rows: every row that was not deleted/u)
  })

  it('says of a list of those to keep what became of both halves, and asks for nothing to be mended', async () => {
    const { voice, calls } = aRecorder()
    const job = aJob({
      status: 'completed',
      keep: true,
      directories: ['aac'],
      summary: aKeepSummary(),
      tally: aTally({ done: 209, skipped: 5 }),
    })
    await voice.file(job, aFile('results-J-7K2Q.csv', 235), 'results')
    await voice.finished(job, HEAD)
    assert.match(calls[0]?.markdown ?? '', /every user that was deleted, and the rows of the list of those to keep\./u)
    assert.match(calls[1]?.markdown ?? '', /209 users deleted, 26 kept; 5 rows skipped\./u)
    assert.match(calls[1]?.markdown ?? '', /holds the 5 rows left over, each with its reason\.\n/u)
    assert.doesNotMatch(calls[1]?.markdown ?? '', /attach it/u)
  })

  it('says that it was restarted and where the job stands', async () => {
    assert.match(
      await said((voice) => voice.pickedUp(aJob({ status: 'running' }))),
      /restarted.*J-7K2Q.*running.*nobody is changed twice/u,
    )
  })

  it('keeps every message within the limit and harmless, whatever the names', async () => {
    for (const evil of HOSTILE) {
      const { voice, calls } = aRecorder()
      for (const speak of EVERYTHING) await speak(voice, aHostileJob(evil), evil)
      assert.equal(calls.filter(({ markdown }) => markdown !== undefined).length, EVERYTHING.length)
      for (const { markdown = '' } of calls) {
        assert.ok(Buffer.byteLength(markdown) <= 7439)
        assert.doesNotMatch(markdown.replace(/<(?:count|reason)>/gu, ''), /<|:\/\//u)
      }
    }
  })
})

const EVERYTHING: readonly ((voice: Voice, job: Job, evil: string) => Promise<unknown>)[] = [
  (voice, job) => voice.lookingUp(job, 1, 2),
  (voice, job) => voice.refused(job),
  (voice, job, evil) => voice.planFile(job, aFile(evil, 1)),
  (voice, job) => voice.planCard(job),
  (voice, job) => voice.approvedInPart(job, hostileReview(job.requester.email), [job.requester]),
  (voice, job) => voice.decided(job),
  (voice, job) => voice.controlCard(job),
  (voice, job) => voice.progress(job, aProgress()),
  (voice, job) => voice.paused(job),
  (voice, job) => voice.pickedUp(job),
  (voice, job, evil) => voice.file(job, aFile(evil, 1), 'errors'),
  (voice, job, evil) => voice.notMade(job, 'results', evil),
  (voice, job) => voice.finished(job, HEAD),
]

const hostileReview = (evil: string) => aReview({ by: { ...bob, displayName: evil, email: evil }, reason: evil })

const aHostileJob = (evil: string): Job =>
  aJob({
    status: 'stopped',
    requester: { ...anna, displayName: evil, email: evil },
    approval: anApproval({ status: 'approved', reviews: Array.from({ length: 30 }, () => hostileReview(evil)) }),
    summary: aSummary({
      files: Array.from({ length: 30 }, () => ({ name: evil, rows: 1, sha256: 'ab'.repeat(32) })),
      firstPlanned: [evil],
    }),
    refusal: {
      code: 'files',
      files: Array.from({ length: 30 }, () => ({
        file: evil,
        code: 'malformed',
        found: evil,
        expected: evil,
        next: evil,
      })),
    },
    pause: { code: 'canary-failed', message: evil },
    tally: aTally({ failed: 3 }),
  })

const aProgress = (changes: Partial<RunProgress> = {}): RunProgress => {
  const { skipped: _, ...counts } = aTally({ done: 24, failed: 1 })
  return { total: 37, finished: 25, counts, ...changes }
}

const aFile = (name: string, rows: number): OutgoingFile => ({ name, rows, bytes: new Uint8Array() })

interface Call {
  readonly what: string
  readonly markdown?: string
  readonly card?: Card | undefined
}

const whats = (calls: readonly Call[]): readonly string[] => calls.map(({ what }) => what)

async function said(speak: (voice: Voice) => Promise<unknown>): Promise<string> {
  const { voice, calls } = aRecorder()
  await speak(voice)
  return calls.at(-1)?.markdown ?? ''
}

/** Writes down the order of calls, and loses one on demand. */
function aRecorder(freeze: () => Freeze | undefined = () => undefined) {
  const calls: Call[] = []
  const failing = new Set<string>()
  const posted = (): MessageId =>
    messageId(`message-${calls.filter(({ what }) => what.startsWith('post root-1') && !what.includes('lost')).length}`)
  const note = async (verb: string, call: Call): Promise<void> => {
    const isLost = failing.delete(verb)
    calls.push(isLost ? { ...call, what: `${call.what} (lost)` } : call)
    if (isLost) throw new Error(`the ${verb} was lost`)
  }
  const api: ChatApi = {
    post: async (where, markdown, card) => {
      await note('post', { what: `post ${'rootId' in where ? where.rootId : where.roomId}`, markdown, card })
      return posted()
    },
    postFile: async (_where, markdown, file) => {
      await note('file', { what: `file ${file.name}`, markdown })
      return messageId('file-1')
    },
    edit: (_room, message, markdown) => note('edit', { what: `edit ${message}`, markdown }),
    message: () => Promise.reject(new Error('no message is read here')),
    remove: (message) => note('remove', { what: `remove ${message}` }),
    person: async () => ({ ...anna, orgId: 'org-1', kind: 'person' }),
    personsWith: async () => [],
    self: { ...bob, orgId: 'org-1', kind: 'bot' },
  }
  return {
    voice: createVoice(api, manifest, { get: freeze }),
    calls,
    failOnce: (verb: string) => void failing.add(verb),
  }
}
