import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { jobId, userId } from '../../src/model/ids.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { PlanSerializer } from '../../src/model/store.ts'
import { digestPlan } from '../../src/plan/digest-plan.ts'
import { planSerializer } from '../../src/plan/plan-serializer.ts'
import { planWitness } from '../../src/plan/plan-witness.ts'
import { realDisk } from '../../src/store/disk.ts'
import { openJobFiles } from '../../src/store/job-files.ts'
import { firstSeal, sealLine } from '../../src/store/sealed-line.ts'
import { aChange, aPlan, aSkip, aSubject } from '../support/a-plan.ts'
import { stating } from '../support/stated-plan.ts'
import { ignoreNotes, inScratch } from './scratch.ts'

const id = jobId('J-0001')

const withoutCells = (plan: Plan): Plan => ({
  ...plan,
  changes: plan.changes.map((change) => ({ ...change, cells: [] })),
  skips: plan.skips.map((skip) => ({ ...skip, cells: [] })),
})

/** Saves it, lets `spoil` at its file, and loads it for a witness. */
const loaded = (
  plan: Plan,
  spoil: (path: string) => Promise<void> = async () => undefined,
  serializer: PlanSerializer = planSerializer(),
) =>
  inScratch(async (folder) => {
    const files = openJobFiles(folder, realDisk, ignoreNotes)
    const { digest } = await files.savePlan(id, plan, serializer)
    await spoil(join(folder, id, 'plan.jsonl'))
    return { ...(await files.loadPlan(id, planWitness())), wanted: digest }
  })

/** Whatever the texts of a row say, also what its line could be mistaken in. */
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('],"directory":', '"cells":[', '\\', '"],"code":"', '],\\"directory\\":', 'José 😀', '\ud800'),
)

const plans = fc
  .record({
    changes: fc.array(fc.record({ displayName: texts, cells: fc.array(texts) }), { maxLength: 6 }),
    skips: fc.array(fc.record({ detail: texts, cells: fc.array(texts), withId: fc.boolean() }), { maxLength: 4 }),
  })
  .map(({ changes, skips }) =>
    aPlan({
      job: id,
      changes: changes.map(({ displayName, cells }, no) =>
        aChange({ no, cells, before: aSubject({ displayName, adminRoles: [displayName] }) }),
      ),
      skips: skips.map(({ withId, ...skip }) => aSkip({ ...skip, ...(withId && { userId: userId('u') }) })),
    }),
  )

describe('a plan that is read for a witness', () => {
  it('is the one that was pinned, without its cells, whatever its texts say', () =>
    fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { wanted, ...read } = await loaded(plan)
        assert.deepEqual(read, { plan: withoutCells(plan), digest: wanted, isConfirmed: true })
      }),
      { numRuns: 60 },
    ))

  it('is confirmed when it is longer than what is read and hashed at once', async () => {
    const changes = Array.from({ length: 2_500 }, (_, no) => aChange({ no, cells: ['José'.repeat(no % 90), 'x'] }))
    const long = aChange({ no: 2_500, cells: ['y'.repeat(400_000)] })
    const skips = Array.from({ length: 300 }, (_, line) => aSkip({ line }))
    const plan = aPlan({ job: id, changes: [...changes, long], skips })
    const { wanted, ...read } = await loaded(plan)
    assert.deepEqual(read, { plan: withoutCells(plan), digest: wanted, isConfirmed: true })
  })

  it('comes whole and unconfirmed where its rows have their keys in another order', async () => {
    const plan = aPlan({ job: id, changes: [aChange({})], skips: [aSkip({})] })
    const turned = <T extends object>(row: T): T => Object.fromEntries(Object.entries(row).toReversed()) as T
    for (const other of [
      { ...plan, changes: plan.changes.map(turned) },
      { ...plan, skips: plan.skips.map(turned) },
    ]) {
      const { wanted, ...read } = await loaded(other, undefined, stating(await digestPlan(plan)))
      assert.deepEqual(read, { plan, digest: wanted, isConfirmed: false })
      assert.equal((await loaded(other)).isConfirmed, true, 'the serializer puts them in order')
    }
  })

  it('is refused when a line of it is not sealed or has no end, though every row is there', async () => {
    const plan = aPlan({ job: id, changes: [aChange({})], skips: [aSkip({})] })
    const spoiled = (change: (bytes: Buffer) => Buffer) =>
      loaded(plan, async (path) => writeFile(path, change(await readFile(path))))
    await assert.rejects(
      spoiled((bytes) => bytes.fill('0', 0, 8)),
      /line 1 is not what was written there/,
    )
    await assert.rejects(
      spoiled((bytes) => bytes.subarray(0, -1)),
      /line 4 is not what was written there/,
    )
  })

  it('has all of its lines in their places, whatever seals them', async () => {
    const plan = aPlan({ job: id, changes: [aChange({}), aChange({ no: 1 })], skips: [aSkip({})] })
    const sealedAnew = (pick: (lines: readonly string[]) => readonly (string | undefined)[]) =>
      loaded(plan, async (path) => {
        const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
        let seal = firstSeal(`plan 1 ${id}`)
        const again = pick(lines.map((line) => line.replace(/^[0-9a-f]+ [0-9]+ /, ''))).map((text = '') => {
          const sealed = sealLine(text, seal)
          seal = sealed.seal
          return `${sealed.line}\n`
        })
        await writeFile(path, again.join(''))
      })
    assert.equal((await sealedAnew((lines) => lines)).isConfirmed, true)
    for (const pick of [
      ([head, a, b, skip]: readonly string[]) => [head, a, b, skip],
      ([head, a, b, skip, end]: readonly string[]) => [head, a, b, end, skip],
      ([head, a, b, skip, end]: readonly string[]) => [a, head, b, skip, end],
      ([head, a, b, , end]: readonly string[]) => [head, a, b, end],
    ])
      await assert.rejects(sealedAnew(pick), /is not what was written there|breaks off/)
    const moved = await sealedAnew(([head, a, b, skip, end]) => [head, b, a, skip, end])
    assert.equal(moved.isConfirmed, false)
    const among = await sealedAnew(([head, a, b, skip, end]) => [head, a, skip, b, end])
    assert.equal(among.isConfirmed, false)
  })
})
