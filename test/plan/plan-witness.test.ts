import assert from 'node:assert/strict'
import fc from 'fast-check'
import { userId } from '../../src/model/ids.ts'
import type { Change, Plan, Skip } from '../../src/model/plan.ts'
import { canonicalJson } from '../../src/plan/canonical-json.ts'
import { digestPlan } from '../../src/plan/digest-plan.ts'
import { planWitness } from '../../src/plan/plan-witness.ts'
import { aChange, aPlan, aSkip, aSubject, aTenant } from '../support/a-plan.ts'

/** Tells a plan as its file has it, each row by `write`. */
const told = (plan: Plan, write: (row: Change | Skip) => string = canonicalJson) => {
  const { changes, skips, ...head } = plan
  const witness = planWitness()
  witness.head(head)
  for (const change of changes) witness.change(Buffer.from(write(change)))
  for (const skip of skips) witness.skip(Buffer.from(write(skip)))
  return witness
}

const plans = fc
  .record({
    changes: fc.array(
      fc.record({ login: fc.string(), cells: fc.array(fc.string({ unit: 'binary' })), line: fc.nat() }),
      {
        maxLength: 5,
      },
    ),
    skips: fc.array(fc.record({ detail: fc.string({ unit: 'binary' }), withId: fc.boolean() }), { maxLength: 4 }),
    keep: fc.boolean(),
  })
  .map(({ changes, skips, keep }) =>
    aPlan({
      ...(keep && { keep: true as const }),
      changes: changes.map(({ login, cells, line }, no) => aChange({ no, line, cells, before: aSubject({ login }) })),
      skips: skips.map(({ detail, withId }) => aSkip({ detail, ...(withId && { userId: userId('u') }) })),
      tenants: [aTenant()],
    }),
  )

describe('the witness of a plan', () => {
  it('confirms the digest of the plan that it has heard, with changes, skips, both or neither', () =>
    fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        assert.ok(told(plan).confirms(await digestPlan(plan)))
        assert.ok(told(JSON.parse(canonicalJson(plan)), JSON.stringify).confirms(await digestPlan(plan)))
      }),
    ))

  it('confirms no plan of which anything is another, is missing, or came twice or elsewhere', () =>
    fc.assert(
      fc.asyncProperty(plans, fc.nat(), async (plan, at) => {
        const digest = await digestPlan(plan)
        const [first, ...rest] = plan.changes
        const others: readonly Plan[] = [
          { ...plan, job: `${plan.job}X` as Plan['job'] },
          { ...plan, skips: [...plan.skips, aSkip({ line: at })] },
          { ...plan, changes: [...plan.changes, aChange({ no: plan.changes.length })] },
          ...(first
            ? [
                { ...plan, changes: rest },
                { ...plan, changes: [{ ...first, line: first.line + 1 }, ...rest] },
              ]
            : []),
          ...(rest.length > 0 && canonicalJson(plan.changes) !== canonicalJson(plan.changes.toReversed())
            ? [{ ...plan, changes: plan.changes.toReversed() }]
            : []),
        ]
        for (const other of others) assert.ok(!told(other).confirms(digest))
      }),
    ))

  it('confirms no text that is another for the same plan: its digest is that of the canonical one', async () => {
    const plan = aPlan({ changes: [aChange({})] })
    assert.ok(!told(plan, (row) => JSON.stringify(row, undefined, 1)).confirms(await digestPlan(plan)))
    const turned = (row: Change | Skip) => JSON.stringify(Object.fromEntries(Object.entries(row).toReversed()))
    assert.ok(!told(plan, turned).confirms(await digestPlan(plan)))
  })

  it('confirms no skips among changes', async () => {
    const plan = aPlan({ changes: [aChange({})], skips: [aSkip({})] })
    const { changes, skips, ...head } = plan
    const witness = planWitness()
    witness.head(head)
    for (const skip of skips) witness.skip(Buffer.from(canonicalJson(skip)))
    for (const change of changes) witness.change(Buffer.from(canonicalJson(change)))
    assert.ok(!witness.confirms(await digestPlan(plan)))
  })
})
