import assert from 'node:assert/strict'
import { kindOf } from '../../proof/attack/answers.ts'
import { wrongsOf } from '../../proof/attack/attack-evidence.ts'
import { Ledger } from '../../proof/attack/ledger.ts'
import { runAttack } from '../../proof/attack/run-attack.ts'
import type { Mode } from '../../proof/attack/stage.ts'

const [SEED, ATTACKS] = [4, 200]
const MODES: readonly Mode[] = ['websocket', 'webhook']

describe('hostile clicks, commands and webhook calls', () => {
  for (const mode of MODES)
    it(`change nothing over ${mode}, break nothing, and are answered`, async function () {
      this.timeout(180_000)
      const findings = await runAttack({
        mode,
        seed: SEED,
        attacks: ATTACKS,
        batch: ATTACKS / 2,
        onProgress: () => undefined,
      })
      assert.deepEqual(wrongsOf([findings]), [])
      assert.equal(findings.attacks, ATTACKS)
      assert.ok(findings.answers > ATTACKS / 2, `${findings.answers} answers`)
      assert.equal(findings.controls, 3)
      assert.equal(findings.restarts, 1)
    })
})

describe('the books of who is owed an answer', () => {
  const place = { roomUuid: 'room', rootUuid: 'root' }

  it('name who was not answered, and who was answered with other words or elsewhere', () => {
    const ledger = new Ledger()
    for (const family of ['counts', 'counts', 'nonces']) ledger.expect({ place, kind: 'not-mine' }, family)
    ledger.hear({ place, kind: 'not-mine' })
    ledger.hear({ place, kind: 'own-request' })
    ledger.hear({ place: { ...place, rootUuid: 'other' }, kind: 'not-mine' })
    assert.equal(ledger.due, 2)
    assert.deepEqual(ledger.settle(), {
      missing: ['2 × room root not-mine (counts, nonces)'],
      surplus: ['1 × room root own-request (asked for by nobody)', '1 × room other not-mine (asked for by nobody)'],
    })
    assert.deepEqual(ledger.settle(), { missing: [], surplus: [] })
  })

  it('know no answer to an outsider that tells more than it has to', () => {
    const words = 'Sorry, this bot is not open to you. If you think it should be, ask the people who run it.'
    assert.equal(kindOf(words), 'not-for-you')
    assert.equal(kindOf(`${words} J-7K2Q waits for Ben.`), undefined)
  })
})
