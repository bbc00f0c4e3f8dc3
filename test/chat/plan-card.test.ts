import assert from 'node:assert/strict'
import fc from 'fast-check'
import { planCard, planMarkdown } from '../../src/chat/cards/plan-card.ts'
import { planView } from '../../src/chat/cards/plan-view.ts'
import type { Card } from '../../src/chat/chat-api.ts'
import { CARD_BYTES, MARKDOWN_BYTES } from '../../src/chat/limits.ts'
import { readManifest } from '../../src/chat/manifest.ts'
import { personId } from '../../src/model/ids.ts'
import type { Job } from '../../src/model/job.ts'
import { SKIP_CODES } from '../../src/model/plan.ts'
import { DIRECTORY_NAMES, type DirectoryName, OPERATIONS } from '../../src/model/vendor.ts'
import { cardProblems } from './card-rules.ts'
import {
  aJob,
  aKeepSummary,
  anApproval,
  aRenameSummary,
  aReview,
  aSeveralSummary,
  aSummary,
  DIGEST,
  HOSTILE,
} from './job-fixtures.ts'

const everyText = (node: unknown): readonly string[] => {
  if (typeof node === 'string') return [node]
  return node !== null && typeof node === 'object' ? Object.values(node).flatMap(everyText) : []
}

const textsOf = ({ $schema: _, ...card }: Card): readonly string[] => everyText(card)

const manifest = await readManifest()

describe('planCard', () => {
  const view = planView(aJob(), manifest)
  const words = everyText(planCard(view)).join('\n')

  it('says who asked, what for, and until when it can be decided', () => {
    for (const fact of [
      'Delete 37 users?',
      'J-7K2Q, asked by Anna Admin (anna@example.com)',
      'Example Ltd (Webex)',
      'leavers.csv, 41 rows, SHA-256 b94d27b9934d',
      '37 users of 41 rows',
      'carl@example.com, dora@example.com, emil@example.com and 34 more',
      'about 4 minutes',
      '2026-11-21 15:04 UTC, 24 hours after it was asked',
      '3 × not found: zoe@example.com (leavers.csv line 4), yan@example.com (leavers.csv line 9) and xia@example.com (leavers.csv line 12)',
      '1 × full administrator: root@example.com (leavers.csv line 30)',
    ]) {
      assert.ok(words.includes(fact), fact)
    }
    assert.ok(words.includes(`Plan ${DIGEST.slice(0, 12)}`))
  })

  it('warns first that there is no undo, and before any other fact', () => {
    const [, , loudest] = everyText(planCard(view)).filter((text) => /\?$|asked by|⚠/u.test(text))
    assert.match(loudest ?? '', /^⚠ NO UNDO/u)
  })

  it('names every other warning with its first users', () => {
    for (const warning of [
      '2 users were active in the last 30 days: carl@example.com and emil@example.com.',
      '1 administrator is among them: fay@example.com.',
      '1 user has a desk phone that will be reset to factory settings: gus@example.com.',
      'cannot tell which users come from a directory sync',
    ]) {
      assert.ok(words.includes(warning), warning)
    }
  })

  it('says why two have to approve, and that it was always the same one before', () => {
    const approval = anApproval({ required: 2, secondAbove: 25 })
    const usualReviewer = { by: aReview().by, times: 1_234 }
    const two = planView(aJob({ approval, usualReviewer }), manifest)
    for (const said of [everyText(planCard(two)).join('\n'), planMarkdown(two)]) {
      assert.match(said, /2 needed: more than 25 users; none given yet/u)
      assert.match(said, /⚠ The last 1,234 approvals for this requester were by the same person \(Bob Operator\)\./u)
    }
    assert.doesNotMatch(words, /same person|more than 25/u)
  })

  it('counts accounts over several directories', () => {
    const approval = anApproval({ count: 73, required: 2, secondAbove: 50 })
    const summary = aSeveralSummary()
    assert.match(planMarkdown(planView(aJob({ approval, summary }), manifest)), /2 needed: more than 50 accounts;/u)
  })

  it('puts no more into its buttons than job, nonce and verdict', () => {
    const { actions } = planCard(view) as {
      readonly actions: readonly { readonly title: string; readonly data: object }[]
    }
    assert.deepEqual(
      actions.map(({ title, data }) => [title, data]),
      [
        ['Approve', { job: 'J-7K2Q', nonce: view.nonce, verdict: 'approve' }],
        ['Reject', { job: 'J-7K2Q', nonce: view.nonce, verdict: 'reject' }],
      ],
    )
  })

  it('requires no input in the client, because that would block a rejection', () => {
    assert.doesNotMatch(JSON.stringify(planCard(view)), /isRequired/u)
  })

  it('does not tell the count as a value or placeholder of its input', () => {
    const { body } = planCard(view) as { readonly body: readonly Readonly<Record<string, unknown>>[] }
    const input = body.find(({ id }) => id === 'count')
    assert.equal(input?.['type'], 'Input.Number')
    assert.doesNotMatch(JSON.stringify(input), /37/u)
  })

  it('carries the same facts in the text beside it, with the commands', () => {
    const text = planMarkdown(view)
    for (const fact of [
      'Delete 37 users?',
      'NO UNDO',
      '3 × not found',
      'until: 2026-11-21 15:04 UTC',
      'about 4 minutes',
      '`approve J-7K2Q 37`',
      '`reject J-7K2Q',
      DIGEST.slice(0, 12),
    ]) {
      assert.ok(text.includes(fact), fact)
    }
  })

  it('is not made of a job without a plan', () => {
    const { summary: _, ...unplanned } = aJob({ status: 'planning' })
    assert.throws(() => planView(unplanned, manifest), /plan card of J-7K2Q: the job is planning/u)
  })

  it('keeps to the limits and to the rules for any input', () => {
    fc.assert(
      fc.property(aHostileJob, fc.array(aName, { maxLength: 5 }), (job, notes) => {
        const hostile = planView(job, manifest, notes)
        assert.deepEqual(cardProblems(planCard(hostile), CARD_BYTES), [])
        for (const words of textsOf(planCard(hostile))) assert.doesNotMatch(words, /[<[\n]|:\/\//u)
        const text = planMarkdown(hostile)
        assert.ok(Buffer.byteLength(text) <= MARKDOWN_BYTES)
        assert.ok(text.includes(`\`approve ${job.id} ${job.approval?.count}\``))
        assert.doesNotMatch(text.replace(/`reject J-\w+ <reason>`/u, ''), /</u)
      }),
      { numRuns: 60 },
    )
  })

  it('counts the warnings, tenants and reasons that it has no room for', () => {
    const warnings = Array.from({ length: 10 }, () => ({ code: 'sync-unknown' }) as const)
    const tenants = ['A', 'B', 'C', 'D', 'E'].map(
      (name) => ({ directory: 'webex', id: name, name, population: 1, fullAdmins: [] }) as const,
    )
    const skipped = Array.from(
      { length: SKIP_CODES.length + 2 },
      () => ({ code: 'invalid', count: 1, first: [] }) as const,
    )
    const said = everyText(
      planCard(planView(aJob({ summary: aSummary({ warnings, tenants, skipped }) }), manifest)),
    ).join('\n')
    assert.equal(said.match(/directory sync/gu)?.length, 8)
    for (const rest of [
      /2 more warnings: see the plan file/u,
      /D \(Webex\) and 1 more/u,
      /2 more reasons: see the plan file/u,
    ]) {
      assert.match(said, rest)
    }
  })

  it('gives up names before numbers when there is too much to say', () => {
    const name = '<'.repeat(64)
    const first = [1, 2, 3].map((line) => ({ file: name, line, name }))
    const warnings = Array.from({ length: 8 }, () => ({ code: 'admins', count: 9, first: [name, name, name] }) as const)
    const skipped = SKIP_CODES.map((code) => ({ code, count: 1234, first }))
    const crowded = aJob({ summary: aSummary({ skipped, warnings }) })
    const said = everyText(planCard(planView(crowded, manifest))).join('\n')
    assert.equal(said.match(/1234 × /gu)?.length, SKIP_CODES.length)
    assert.deepEqual(cardProblems(planCard(planView(crowded, manifest)), CARD_BYTES), [])
  })
})

describe('planCard of other kinds', () => {
  const saidBy = (changes: Partial<Job>): string => everyText(planCard(planView(aJob(changes), manifest))).join('\n')

  it('has a part for each of several directories, with the steps that each status takes', () => {
    const said = saidBy({ directories: ['webex', 'okta'], summary: aSeveralSummary() })
    for (const fact of [
      'Delete 73 accounts in Webex and Okta?',
      'NO UNDO: what is done in Webex and Okta cannot be taken back',
      'Webex, Example Ltd: 36 accounts',
      'Okta, example.okta.com: 37 accounts',
      '31 ACTIVE (deactivate, delete), 6 DEPROVISIONED (delete)',
      'Okta brings no deleted account back.',
      'To approve, type the number of accounts',
    ])
      assert.ok(said.includes(fact), fact)
  })

  it('does not announce in its title a directory in which nothing is done', () => {
    const { parts } = aSeveralSummary()
    const summary = aSeveralSummary({
      planned: 36,
      parts: parts.map((part, at) => (at === 1 ? { ...part, planned: 0, statuses: [] } : part)),
    })
    const said = saidBy({ directories: ['webex', 'okta'], summary })
    assert.ok(said.includes('Delete 36 accounts in Webex?'))
    assert.ok(said.includes('Okta, example.okta.com: 0 accounts'))
  })

  it('says of a row that is skipped in which of several directories', () => {
    assert.ok(
      saidBy({ summary: aSeveralSummary() }).includes(
        '3 × not found: zoe@example.com (leavers.csv line 4, Webex and Okta) and yan@example.com (leavers.csv line 9, Okta)',
      ),
    )
    assert.ok(saidBy({}).includes('zoe@example.com (leavers.csv line 4), yan'))
    const skipped = aSeveralSummary().skipped.map((skip) => ({ ...skip, count: 5 }))
    assert.match(saidBy({ summary: aSeveralSummary({ skipped }) }), /5 × not found: .*line 9, Okta\) and 2 more/u)
  })

  it('names the place of no undo only where there are several', () => {
    const warnings = [{ code: 'no-undo', directories: ['okta'] }] as const
    assert.match(saidBy({ summary: aSummary({ warnings }) }), /NO UNDO: what is done cannot be taken back/u)
    assert.match(
      saidBy({ summary: aSeveralSummary({ warnings }) }),
      /NO UNDO: what is done in Okta cannot be taken back/u,
    )
  })

  it('says both numbers of a keep in its first line, and what the rest of the directory loses', () => {
    const said = saidBy({ keep: true, directories: ['aac'], summary: aKeepSummary() })
    for (const fact of [
      'Remove 214 of 240; keep 26?',
      '214 users: everybody who is not named and not shielded',
      '26 users named in the list',
      'The user leaves the workspace.',
      'Left alone: 26 rows',
    ])
      assert.ok(said.includes(fact), fact)
  })

  it('says both numbers of a keep for each directory, too', () => {
    const [webex, aac] = [aSummary(), aKeepSummary()]
    const summary = aKeepSummary({
      tenants: [...webex.tenants, ...aac.tenants],
      parts: [...webex.parts.map((part) => ({ ...part, kept: 20 })), ...aac.parts],
      planned: 251,
    })
    const said = saidBy({ keep: true, directories: ['webex', 'aac'], summary })
    for (const fact of [
      'Remove 251 of 652; keep 46?',
      'Webex, Example Ltd: remove 37 of 412; keep 20',
      'Alteryx, Example Workspace: remove 214 of 240; keep 26',
    ])
      assert.ok(said.includes(fact), fact)
  })

  it('speaks of addresses in a rename, shows who gets which, and says that users are Not Verified at first', () => {
    const domain = { from: 'old.example', to: 'new.example' }
    const said = saidBy({ operation: 'rename', domain, summary: aRenameSummary() })
    for (const fact of [
      "Rename 12 users' e-mail addresses?",
      'old.example becomes new.example',
      'First of them',
      'carl@old.example → carl@new.example, dora@old.example → dora@new.example, emil@old.example → emil@new.example and 9 more',
      'Not Verified until they sign in',
    ])
      assert.ok(said.includes(fact), fact)
    assert.ok(saidBy({ summary: aRenameSummary({ planned: 1 }) }).includes("Rename 1 user's e-mail address?"))
  })

  it('escapes both addresses of a rename, and beside them shows as few as it shows names', () => {
    const evil = '<@all> [x](http://evil.example)'
    const summary = aRenameSummary({ firstPlanned: [evil, evil], firstTargets: [evil, evil] })
    const view = planView(aJob({ operation: 'rename', summary }), manifest)
    for (const words of textsOf(planCard(view))) assert.doesNotMatch(words, /[<[]|:\/\//u)
    assert.doesNotMatch(planMarkdown(view).replace('<reason>', ''), /<|:\/\//u)
    const three = planMarkdown(planView(aJob({ operation: 'rename', summary: aRenameSummary() }), manifest))
    assert.match(
      three,
      /First of them: carl@old\.example → carl@new\.example, dora@old\.example → dora@new\.example and 10 more/u,
    )
  })

  it('says of every operation of the manifest what it means, alone and beside others', () => {
    for (const { name, operations } of manifest.directories)
      for (const { name: operation, means } of operations) {
        const part = (directory: DirectoryName) => ({ directory, planned: 1, statuses: [] })
        const parts = [part(name)]
        assert.ok(
          saidBy({ operation, summary: aSummary({ operation, parts }) }).includes(means),
          `${name} ${operation}`,
        )
        const both = aSummary({ operation, parts: [part('webex'), part(name)] })
        assert.ok(saidBy({ operation, summary: both }).includes(means), `${name} ${operation} beside another`)
      }
  })

  it('holds four directories with the longest words, without giving up a number', () => {
    const word = '<'.repeat(200)
    const statuses = Array.from({ length: 8 }, () => ({ status: word, steps: [word, word, word, word], count: 1234 }))
    const summary = aSummary({
      tenants: DIRECTORY_NAMES.map((directory) => ({ directory, id: word, name: word, population: 9, fullAdmins: [] })),
      parts: DIRECTORY_NAMES.map((directory) => ({ directory, planned: 9876, statuses })),
      files: Array.from({ length: 9 }, () => ({ name: word, rows: 1, sha256: 'ab'.repeat(32) })),
      firstPlanned: [word, word, word],
      firstTargets: [word, word, word],
      skipped: SKIP_CODES.map((code) => ({
        code,
        count: 4321,
        first: [1, 2, 3].map((line) => ({ file: word, line, name: word, directories: DIRECTORY_NAMES })),
      })),
      warnings: Array.from({ length: 8 }, () => ({ code: 'synced', count: 9, first: [word, word, word] }) as const),
    })
    const view = planView(aJob({ directories: DIRECTORY_NAMES, summary }), manifest, [word, word, word])
    const said = everyText(planCard(view)).join('\n')
    assert.deepEqual(cardProblems(planCard(view), CARD_BYTES), [])
    assert.equal(said.match(/9,876 accounts/gu)?.length, 4)
    assert.equal(said.match(/1,234 /gu)?.length, 32)
    assert.equal(said.match(/4321 × /gu)?.length, SKIP_CODES.length)
  })

  it('escapes what a vendor calls a status or a step', () => {
    const statuses = [{ status: '<@all> **x**', steps: ['[y](http://evil.example)'], count: 1 }]
    const hostile = aSummary({ parts: [{ directory: 'okta', planned: 1, statuses }] })
    for (const summary of [hostile, { ...hostile, parts: [...hostile.parts, ...hostile.parts] }]) {
      for (const words of textsOf(planCard(planView(aJob({ summary }), manifest))))
        assert.doesNotMatch(words, /[<[]|:\/\/|\*\*/u)
      assert.doesNotMatch(planMarkdown(planView(aJob({ summary }), manifest)).replace('<reason>', ''), /<|:\/\//u)
    }
  })
})

const aName = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 200 }), fc.emailAddress())
const names = fc.array(aName, { maxLength: 5 })
const aPerson = fc.record({ id: fc.constant(personId('p')), displayName: aName, email: aName })

const aHostileJob = fc
  .record({
    requester: aPerson,
    reviewers: fc.array(aPerson, { maxLength: 4 }),
    planned: fc.nat(),
    firstPlanned: names,
    firstTargets: names,
    tenants: names,
    files: fc.array(aName, { maxLength: 20 }),
    skipped: fc.array(fc.record({ code: fc.constantFrom(...SKIP_CODES), count: fc.nat(), first: names }), {
      maxLength: 40,
    }),
    warned: fc.array(names, { maxLength: 12 }),
    seconds: fc.oneof(fc.double(), fc.nat()),
    operation: fc.constantFrom(...OPERATIONS),
    isKeep: fc.boolean(),
    parts: fc.uniqueArray(fc.constantFrom(...DIRECTORY_NAMES)),
    statuses: fc.array(fc.record({ status: aName, steps: fc.array(aName, { maxLength: 4 }), count: fc.nat() }), {
      maxLength: 8,
    }),
  })
  .map((parts) =>
    aJob({
      requester: parts.requester,
      approval: anApproval({ reviews: parts.reviewers.map((by) => aReview({ by })) }),
      operation: parts.operation,
      domain: { from: parts.requester.email, to: parts.requester.displayName },
      summary: aSummary({
        operation: parts.operation,
        ...(parts.isKeep ? { keep: true } : {}),
        parts: parts.parts.map((directory) => ({ directory, planned: parts.planned, statuses: parts.statuses })),
        planned: parts.planned,
        firstPlanned: parts.firstPlanned,
        firstTargets: parts.firstTargets,
        tenants: parts.tenants.map((name) => ({ directory: 'webex', id: name, name, population: 1, fullAdmins: [] })),
        files: parts.files.map((name) => ({ name, rows: 1, sha256: 'ab'.repeat(32) })),
        skipped: parts.skipped.map((skip) => ({
          ...skip,
          first: skip.first.map((name) => ({ name, file: name, line: 7, directories: parts.parts })),
        })),
        warnings: parts.warned.map((first) => ({ code: 'synced', count: 9, first })),
        estimatedSeconds: parts.seconds,
      }),
    }),
  )
