import assert from 'node:assert/strict'
import { parse } from 'csv-parse/sync'
import { COMMAND_NAMES } from '../../src/chat/commands.ts'
import {
  helpWords,
  jobsWords,
  statusWords,
  templateFile,
  templateWords,
  usageOf,
  whoamiWords,
} from '../../src/chat/help.ts'
import { readManifest } from '../../src/chat/manifest.ts'
import type { Freeze } from '../../src/model/freeze.ts'
import { jobId } from '../../src/model/ids.ts'
import { DIRECTORY_NAMES } from '../../src/model/vendor.ts'
import { aJob, aKeepSummary, anApproval, anna, aReview, aTally, HOSTILE } from './job-fixtures.ts'

const MARKDOWN_BYTES = 7439

describe('help', () => {
  it('names every command and directory that is on, and the end of every undo story', async () => {
    const manifest = await readManifest()
    const help = helpWords({ manifest, directories: [...DIRECTORY_NAMES] })
    for (const { usage, does } of manifest.commands)
      assert.ok(help.includes(`- \`${usage}\``) && help.includes(does), usage)
    for (const { displayName, operations } of manifest.directories)
      for (const { name, undo } of operations)
        assert.ok(help.includes(`- **${displayName}, ${name}:** ${undo.words}`), `${displayName} ${name}`)
    assert.ok(Buffer.byteLength(help) <= MARKDOWN_BYTES)
    assert.doesNotMatch(help, /left out for want of room/u)
  })

  it('says how many have to approve, and from how many users on it is two', async () => {
    const offers = { manifest: await readManifest(), directories: ['webex'] as const }
    const by = 'by somebody else than the requester'
    for (const [policy, words] of [
      [{ approvalsRequired: 1 }, `Each job needs 1 approval ${by}.`],
      [{ approvalsRequired: 2, secondApprovalAbove: 10 }, `Each job needs 2 approvals ${by}.`],
      [
        { approvalsRequired: 1, secondApprovalAbove: 1_000 },
        `Each job needs 1 approval ${by}; more than 1,000 users in one job need 2.`,
      ],
    ] as const)
      assert.ok(helpWords(offers, policy).includes(words), words)
  })

  it('announces nothing that is not on', async () => {
    const manifest = await readManifest()
    assert.doesNotMatch(
      helpWords({ manifest, directories: ['webex'] }),
      /`(?:okta|bevy|aac)`|\*\*(?:Okta|Bevy|Alteryx),/u,
    )
    const bevy = helpWords({ manifest, directories: ['bevy'] })
    assert.match(bevy, /- `delete [\s\S]*- `restore [\s\S]*- `keep /u)
    assert.doesNotMatch(bevy, /- `(?:deactivate|rename) |Webex,/u)
  })

  it('knows the usage of every command', async () => {
    const manifest = await readManifest()
    for (const name of COMMAND_NAMES) assert.equal(usageOf(manifest, name).split(' ')[0], name)
  })
})

describe('template', () => {
  it('is a CSV whose header is one of the columns that are accepted', async () => {
    const manifest = await readManifest()
    const { name, bytes, rows } = templateFile(manifest, 'delete')
    const records: readonly (readonly string[])[] = parse(Buffer.from(bytes))
    assert.equal(name, 'template-delete.csv')
    assert.deepEqual(records, [['email'], ['name@example.com']])
    assert.equal(rows, records.length - 1)
    assert.ok(manifest.csv.columns.email.includes(records[0]?.[0] ?? ''))
    assert.match(templateWords(manifest, 'delete'), /`User ID\/Email \(Required\)`/u)
  })

  it('has two columns for new addresses, and warns whom a list to keep is about', async () => {
    const manifest = await readManifest()
    const records: readonly (readonly string[])[] = parse(Buffer.from(templateFile(manifest, 'rename').bytes))
    assert.deepEqual(records[0], ['old email', 'new email'])
    assert.match(templateWords(manifest, 'rename'), /`old email` and `new email`/u)
    assert.equal(templateFile(manifest, 'keep').name, 'template-keep.csv')
    assert.match(templateWords(manifest, 'keep'), /Everybody who is not in it would be deleted/u)
  })
})

describe('whoami', () => {
  const person = { ...anna, orgId: 'org-1', kind: 'person' } as const

  it('says what the person may do', () => {
    assert.equal(
      whoamiWords(person, { isRequester: true, isApprover: false }),
      'You are Anna Admin (anna@example.com). You may ask for changes to users. You may not approve.',
    )
    assert.match(
      whoamiWords(person, { isRequester: false, isApprover: true }),
      /You may not ask for changes to users\. You may approve/u,
    )
  })
})

const freeze: Freeze = { by: anna, at: '2026-11-20T16:00:00.000Z', reason: 'the *wrong* list' }

describe('jobs', () => {
  it('lists the newest ten and counts the others', () => {
    const jobs = Array.from({ length: 12 }, (_, at) => aJob({ id: jobId(`J-00${String(at).padStart(2, '0')}`) }))
    const words = jobsWords(jobs)
    assert.match(words, /newest 10 of 12 jobs/u)
    assert.ok(
      words.includes('- `J-0009` waiting for approval · delete 37 users, Webex · Anna Admin · 2026-11-20 15:00 UTC'),
    )
    assert.ok(!words.includes('J-0010'))
  })

  it('begins with the freeze while there is one, and so does the status of a job', () => {
    for (const words of [jobsWords([], freeze), jobsWords([aJob()], freeze), statusWords(aJob(), freeze)])
      assert.match(
        words,
        /^❄ \*\*Everything is frozen\*\* since 2026-11-20 16:00 UTC by Anna Admin: the \\\*wrong\\\* list\. Another approver types `thaw`\.\n/u,
      )
    assert.doesNotMatch(jobsWords([aJob()]), /frozen/u)
  })

  it('says how to start when there are none', () => {
    assert.match(jobsWords([]), /no jobs yet\. Attach a CSV and mention me/u)
  })
})

describe('status', () => {
  it('names the next step where there is one', () => {
    assert.match(
      statusWords(aJob()),
      /J-7K2Q\*\* is waiting for approval[\s\S]*`approve J-7K2Q <count>`[\s\S]*`withdraw J-7K2Q`/u,
    )
    assert.match(statusWords(aJob()), /Approvals: 1 needed, none given yet\./u)
    const approval = anApproval({ required: 2, secondAbove: 25, reviews: [aReview()] })
    assert.match(statusWords(aJob({ approval })), /Approvals: 2 needed: more than 25 users; given by Bob Operator\./u)
    assert.match(statusWords(aJob({ status: 'running' })), /`pause J-7K2Q` or `cancel J-7K2Q`/u)
    assert.match(
      statusWords(aJob({ status: 'paused', pause: { code: 'asked', by: 'Bob' } })),
      /Bob asked for a pause[\s\S]*`resume J-7K2Q`/u,
    )
    assert.doesNotMatch(statusWords(aJob({ status: 'completed' })), /`\w+ J-7K2Q`/u)
  })

  it('says what kind of job it is, planned or not', () => {
    const { summary: _, ...unplanned } = aJob({ operation: 'restore', directories: ['okta', 'webex'] })
    assert.match(statusWords(unplanned), /\nrestore, Okta, Webex\. Asked by/u)
    assert.match(statusWords({ ...unplanned, operation: 'delete', keep: true }), /delete everybody but those to keep/u)
    const summary = aKeepSummary()
    assert.match(
      statusWords(aJob({ keep: true, directories: ['aac'], summary })),
      /remove 214 of 240, keep 26, Alteryx/u,
    )
  })

  it('tells the counts and the refusal', () => {
    assert.match(
      statusWords(aJob({ status: 'completed', tally: aTally({ done: 36, failed: 1, skipped: 4 }) })),
      /36 users deleted, 1 failed; 4 rows skipped\./u,
    )
    assert.match(
      statusWords(
        aJob({ status: 'refused', refusal: { code: 'limit', limit: { code: 'nothing-to-do', skipped: 2 } } }),
      ),
      /2 rows were skipped/u,
    )
  })

  it('holds for hostile names', () => {
    for (const displayName of HOSTILE) {
      const job = aJob({ requester: { ...anna, displayName } })
      const hostile = { ...freeze, by: { ...anna, displayName }, reason: displayName }
      const jobs = Array.from({ length: 50 }, () => job)
      for (const words of [statusWords(job, hostile), jobsWords(jobs), jobsWords(jobs, hostile)]) {
        assert.ok(Buffer.byteLength(words) <= MARKDOWN_BYTES)
        assert.doesNotMatch(words.replaceAll(/<(?:count|job)>/gu, ''), /</u)
      }
    }
  })
})
