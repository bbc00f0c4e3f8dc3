import assert from 'node:assert/strict'
import { markdownText } from '../../src/chat/markdown.ts'
import { misuseWords, requestRefusalWords, unknownWords } from '../../src/chat/misuse-words.ts'
import { pauseNextStep, pauseWords } from '../../src/chat/pause-words.ts'
import {
  answerWords,
  approvalWords,
  DOWNLOAD_CODES,
  downloadWords,
  fileWords,
  jobRefusalWords,
  limitWords,
  OUTSIDER_CODES,
  OUTSIDER_WORDS,
} from '../../src/chat/refusals.ts'
import { warningWords } from '../../src/chat/warning-words.ts'
import { OUTCOME_WORDS, SKIP_WORDS, STATUS_WORDS } from '../../src/chat/words.ts'
import type { ApprovalRefusal } from '../../src/model/approval.ts'
import { jobId } from '../../src/model/ids.ts'
import type { UnreachableCause } from '../../src/model/job.ts'
import type { PlanWarning } from '../../src/model/plan.ts'
import type { FileRefusal } from '../../src/model/rows.ts'
import type { PauseReason } from '../../src/model/run.ts'
import type { Operation } from '../../src/model/vendor.ts'
import type { Answer } from '../../src/model/voice.ts'
import { HOSTILE } from './job-fixtures.ts'

const HARMLESS = /^[^<>\n]*$/u

describe('limitWords', () => {
  it('says by how much a job is too large and what an operator changes', () => {
    assert.equal(
      limitWords({ code: 'too-many-users', planned: 101, limit: 100 }),
      'The plan holds 101 users; the limit for one job is 100, so that is 1 too many. Send smaller files. ' +
        "Or an operator sets `MAX_USERS` in the bot's environment to at least 101 and restarts the bot.",
    )
  })

  it('says which share is too large, and how many users would do', () => {
    assert.equal(
      limitWords({ code: 'too-large-a-share', directory: 'webex', planned: 90, population: 412, limit: 0.2 }),
      'The plan holds 90 users of the 412 in Webex, 21.8 %; the limit is 20 %, which is 82 users. Send smaller files. ' +
        "Or an operator raises `MAX_SHARE` (now 0.2) in the bot's environment and restarts the bot.",
    )
  })

  it('asks a keep for more people, since its files name those who stay', () => {
    for (const limit of [
      { code: 'too-many-users', planned: 101, limit: 100 },
      { code: 'too-large-a-share', directory: 'aac', planned: 90, population: 412, limit: 0.2 },
    ] as const) {
      const words = jobRefusalWords({ code: 'limit', limit }, true)
      assert.match(words, /Name more people to keep\./u)
      assert.doesNotMatch(words, /smaller files/u)
    }
  })

  it('counts the rows that were skipped when nothing is left', () => {
    assert.match(limitWords({ code: 'nothing-to-do', skipped: 1 }), /: 1 row was skipped\./u)
    assert.match(limitWords({ code: 'nothing-to-do', skipped: 12 }), /: 12 rows were skipped\./u)
    assert.equal(limitWords({ code: 'nothing-to-do', skipped: 0 }), 'The files name no user.')
  })
})

describe('approvalWords', () => {
  const refusals: readonly (readonly [ApprovalRefusal, RegExp])[] = [
    [{ code: 'not-pending', status: 'rejected' }, /it is rejected.*`status J-7K2Q`/u],
    [{ code: 'own-request' }, /somebody else.*`withdraw J-7K2Q`/u],
    [{ code: 'not-an-approver' }, /waits for one of them/u],
    [{ code: 'already-reviewed' }, /Somebody else/u],
    [{ code: 'other-plan' }, /newest card/u],
    [{ code: 'count-missing', expected: 37 }, /`approve J-7K2Q <count>`/u],
    [{ code: 'count-differs', typed: '36', expected: 37 }, /"36".*holds 37\. .*`reject J-7K2Q`/u],
    [{ code: 'too-late', expiresAt: '2026-11-21T15:04:00Z' }, /2026-11-21 15:04 UTC.*send the files again/u],
    [{ code: 'not-yet-expired', expiresAt: '2026-11-21T15:04:00Z' }, /until 2026-11-21 15:04 UTC/u],
    [{ code: 'not-the-requester' }, /`reject J-7K2Q`/u],
  ]
  for (const [refusal, nextStep] of refusals) {
    it(`names the next step after ${refusal.code}`, () => assert.match(approvalWords(refusal, 'J-7K2Q'), nextStep))
  }

  it('does not hand the count to somebody who typed none', () => {
    assert.doesNotMatch(approvalWords({ code: 'count-missing', expected: 37 }, 'J-7K2Q'), /37/u)
  })
})

describe('answerWords', () => {
  it('has a sentence for every answer', () => {
    const answers: readonly (readonly [Answer, RegExp])[] = [
      [{ kind: 'ok', did: 'approved' }, /^$/u],
      [{ kind: 'ok', did: 'pausing' }, /^Pausing after the calls under way\.$/u],
      [{ kind: 'approval-refused', refusal: { code: 'own-request' } }, /J-7K2Q yourself/u],
      [{ kind: 'unknown-job', id: 'J-0000' }, /no job J-0000\. Type `jobs`/u],
      [
        { kind: 'not-possible-now', status: 'completed', wanted: 'pause' },
        /"pause" is not possible now: the job is completed/u,
      ],
      [{ kind: 'not-allowed', wanted: 'approve' }, /may not do that: "approve".*`whoami`/u],
      [{ kind: 'nothing-to-undo' }, /^Nothing of J-7K2Q can be taken back/u],
      [
        { kind: 'cannot-undo', reasons: [{ directory: 'bevy', words: 'no address for it is configured.' }] },
        /^Twokey cannot take back by itself what J-7K2Q did here:\n- Bevy: no address for it is configured\.$/u,
      ],
      [{ kind: 'nothing-to-retry' }, /no user is left who may do better.*`errors-J-7K2Q\.csv`/u],
    ]
    for (const [answer, expected] of answers) assert.match(answerWords(answer, 'J-7K2Q'), expected)
  })
})

describe('misuseWords', () => {
  it('quotes what is wrong, says what there is, and ends with the usage', () => {
    assert.equal(
      misuseWords({ code: 'not-a-directory', typed: 'okta' }, 'delete [directory]', ['webex']),
      '"okta" is not a directory here. There is `webex`. Usage: `delete [directory]`',
    )
    assert.match(
      misuseWords({ code: 'not-an-operation', typed: 'x' }, 'u', ['webex']),
      /There are `delete`, `deactivate`, `restore`, `rename` and `keep`\./u,
    )
  })

  it('has a sentence for every misuse of a request, none of which does anything', () => {
    for (const [why, expected] of [
      [{ code: 'two-sources' }, /in a file and others in the message.*Use one of the two/u],
      [{ code: 'directory-twice', typed: 'aac' }, /"aac" names a directory for the second time/u],
      [{ code: 'not-an-address', typed: 'but' }, /"but" is not an e-mail address, so nothing was done/u],
      [{ code: 'not-a-domain-change', typed: '' }, /^Nothing behind `--domain`.*`--domain old\.example=new\.example`/u],
      [{ code: 'domain-elsewhere' }, /goes with `rename` only/u],
      [{ code: 'no-files' }, /No CSV file is attached, and no address is named/u],
    ] as const)
      assert.match(misuseWords(why, 'u', ['webex']), expected)
  })
})

describe('requestRefusalWords', () => {
  it('says which directories can do what another cannot', () => {
    assert.equal(
      requestRefusalWords({
        code: 'lacks-operation',
        name: 'rename',
        lacking: ['bevy', 'aac'],
        having: ['webex', 'okta'],
      }),
      'Bevy and Alteryx cannot do this: "Change the users\' e-mail addresses". Webex and Okta can. Nothing was done.',
    )
    assert.match(
      requestRefusalWords({ code: 'lacks-operation', name: 'deactivate', lacking: ['bevy'], having: [] }),
      /No directory here can\./u,
    )
  })

  it('names the directories that are on when another is asked for', () => {
    assert.equal(
      requestRefusalWords({ code: 'not-on', directory: 'okta', on: ['webex', 'aac'] }),
      '"okta" is not a directory here. There are `webex` and `aac`.',
    )
  })

  it('asks for what a card left open', () => {
    assert.match(requestRefusalWords({ code: 'nobody-to-keep' }), /names nobody to keep/u)
    assert.match(requestRefusalWords({ code: 'nothing-chosen' }), /not chosen yet/u)
    assert.match(requestRefusalWords({ code: 'no-question' }), /Send it again/u)
  })
})

describe('the words for a pause', () => {
  const budget = { code: 'budget-spent', message: '10,000 calls', until: '2026-11-23T00:00:00Z' } as const

  it('say when a spent quota lets the run go on by itself, and that nothing has to be done', () => {
    assert.equal(
      pauseWords(budget),
      "The directory's quota of the day is used up: 10,000 calls. Twokey goes on by itself at 2026-11-23 00:00 UTC; nothing has to be done.",
    )
    assert.doesNotMatch(pauseNextStep(jobId('J-7K2Q'), budget), /resume/u)
    assert.match(pauseNextStep(jobId('J-7K2Q'), { code: 'asked', by: 'Bob' }), /`resume J-7K2Q`.*`cancel J-7K2Q`/u)
  })

  it('say which part of a job stands still, and that the others did not', () => {
    assert.match(
      pauseWords({ ...budget, directory: 'bevy' }),
      /^Bevy stands still; the others went on\. The directory's quota/u,
    )
  })
})

describe('the words for an outcome', () => {
  it('call who needed nothing gone after a delete, and otherwise already so', () => {
    assert.equal(OUTCOME_WORDS['already-done']('delete'), 'already gone')
    for (const operation of ['deactivate', 'restore', 'rename'] as const)
      assert.equal(OUTCOME_WORDS['already-done'](operation), 'already so')
  })
})

describe('the words for an outsider', () => {
  it('tell nothing about the organisation, jobs, names or lists', () => {
    for (const code of OUTSIDER_CODES) {
      assert.doesNotMatch(OUTSIDER_WORDS[code], /organi|job|list|approv|request|delet|director|admin|twokey|user/iu)
    }
  })

  it('do not tell a stranger from somebody who is merely not listed', () => {
    assert.equal(new Set([OUTSIDER_WORDS['other-org'], OUTSIDER_WORDS.unlisted, OUTSIDER_WORDS.unproven]).size, 1)
  })
})

describe('foreign text in a sentence', () => {
  it('is harmless wherever it stands', () => {
    for (const evil of HOSTILE) {
      const file: FileRefusal = { file: evil, code: 'malformed', found: evil, expected: evil, next: evil }
      const pauses: readonly PauseReason[] = [
        { code: 'asked', by: evil },
        { code: 'canary-failed', message: evil },
        { code: 'credential-refused', message: evil },
        { code: 'vendor-unreachable', message: evil },
        { code: 'storage-refused', message: evil },
        { code: 'accident', message: evil },
        { code: 'budget-spent', message: evil, until: evil, directory: 'bevy' },
      ]
      const said = [
        fileWords(file),
        unknownWords(evil, 'help'),
        misuseWords({ code: 'not-a-job', typed: evil }, 'pause J', ['webex']),
        misuseWords({ code: 'not-an-address', typed: evil }, 'delete', ['webex']),
        misuseWords({ code: 'not-a-domain-change', typed: evil }, 'rename', ['webex']),
        misuseWords({ code: 'directory-twice', typed: evil }, 'delete', ['webex']),
        requestRefusalWords({ code: 'not-an-address', typed: evil }),
        misuseWords({ code: 'surplus', typed: evil }, 'pause J', ['webex']),
        jobRefusalWords({ code: 'directory-unreachable', directory: 'webex', message: evil }),
        jobRefusalWords({ code: 'plan-damaged', detail: evil }),
        approvalWords({ code: 'count-differs', typed: evil, expected: 1 }, 'J-7K2Q'),
        answerWords({ kind: 'unknown-job', id: evil }, 'J'),
        answerWords({ kind: 'not-allowed', wanted: evil }, 'J'),
        ...DOWNLOAD_CODES.map((code) => downloadWords(code, evil)),
        ...pauses.map(pauseWords),
      ]
      for (const sentence of said) {
        assert.match(sentence, HARMLESS)
        assert.ok(Buffer.byteLength(sentence) < 7439)
      }
    }
  })
})

describe('the words for a job', () => {
  it('say of every refused file what is wrong, what was found and what to do', () => {
    assert.equal(
      fileWords({
        file: 'a.xlsx',
        code: 'spreadsheet',
        found: 'an Excel file',
        expected: 'a CSV',
        next: 'Save it as CSV.',
      }),
      'a.xlsx is a spreadsheet, not a CSV. Found: an Excel file. Expected: a CSV. Next: Save it as CSV.',
    )
  })

  it('end what a vendor or an error says like a sentence, so that ours can follow', () => {
    const message = 'supports is not a function'
    assert.match(
      jobRefusalWords({ code: 'accident', message }),
      /: supports is not a function\. Nothing was changed\./u,
    )
    assert.match(
      jobRefusalWords({ code: 'directory-unreachable', directory: 'okta', message: '503, later?' }),
      /: 503, later\? Nothing/u,
    )
  })

  it('say what helps where a directory cannot be read: an operator, a known time, or to try again', () => {
    const said = (cause?: UnreachableCause) =>
      jobRefusalWords({ code: 'directory-unreachable', directory: 'okta', message: 'no', ...(cause && { cause }) })
    const begins = 'Okta could not be read to the end: no. Nothing was changed. '
    assert.equal(said(), `${begins}Send the files again later.`)
    assert.equal(said({ code: 'budget-spent' }), said())
    assert.equal(said({ code: 'budget-too-small' }), begins.trim())
    assert.equal(
      said({ code: 'credential-refused' }),
      `${begins}An operator has to mend the credential. Then send the files again.`,
    )
    assert.equal(
      said({ code: 'budget-spent', until: '2026-11-23T00:00:00.000Z' }),
      `${begins}Calls are taken again from 2026-11-23 00:00 UTC. Send the files again then.`,
    )
  })

  it('tell of three files and count the others', () => {
    const files = Array.from(
      { length: 5 },
      (_, at): FileRefusal => ({ file: `${at}.csv`, code: 'empty', found: 'f', expected: 'e', next: 'n' }),
    )
    const said = jobRefusalWords({ code: 'files', files })
    assert.match(said, /2\.csv is empty/u)
    assert.doesNotMatch(said, /3\.csv/u)
    assert.match(said, /2 more files have troubles of their own\.$/u)
  })

  it('agree in number', () => {
    const warn = (warning: PlanWarning, operation: Operation = 'delete'): string =>
      warningWords(warning, markdownText, { directories: ['webex'], operation })
    assert.equal(warn({ code: 'admins', count: 1, first: [] }), '1 administrator is among them.')
    assert.equal(
      warn({ code: 'admins', count: 5, first: ['a@x', 'b@x', 'c@x', 'd@x'] }),
      '5 administrators are among them: a@x, b@x, c@x and 2 more.',
    )
    assert.match(
      warn({ code: 'recently-active', count: 1, days: 1, first: [] }),
      /^1 user was active in the last day\.$/u,
    )
    assert.match(
      warn({ code: 'synced', count: 2, first: ['a@x', 'b@x'] }),
      /^2 users come from a directory sync, which may bring them back: a@x and b@x\. Remove them at the source/u,
    )
    assert.match(
      warn({ code: 'synced', count: 1, first: [] }, 'rename'),
      /may bring the old addresses back\. Change them/u,
    )
    const everywhere = { directories: ['webex', 'okta'], operation: 'delete' } as const
    const active = { code: 'recently-active', count: 2, days: 7, first: [] } as const
    assert.match(warningWords(active, markdownText, everywhere), /^2 accounts were active in the last 7 days\.$/u)
    assert.match(warn({ code: 'sync-unknown' }, 'deactivate'), /may make them active again/u)
    assert.match(pauseWords({ code: 'too-many-failures', failed: 1, of: 20 }), /^1 of the last 20 users failed/u)
  })

  it('are short where they stand in a list', () => {
    for (const { label, sentence } of Object.values(SKIP_WORDS)) {
      assert.ok(label.length <= 20, label)
      assert.match(sentence, /^[A-Z].*\.$/u)
    }
    for (const words of Object.values(STATUS_WORDS)) assert.ok(words.length <= 32, words)
  })
})
