import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { userId } from '../../src/model/ids.ts'
import type { Plan } from '../../src/model/plan.ts'
import { canonicalJson } from '../../src/plan/canonical-json.ts'
import { digestPlan } from '../../src/plan/digest-plan.ts'
import { planSerializer } from '../../src/plan/plan-serializer.ts'
import { aChange, aFile, aPlan, aSkip, aSubject, aTenant, someChanges } from '../support/a-plan.ts'

/** A plan in which every field that may be there is there. */
const aFullPlan = (): Plan =>
  aPlan({
    changes: [
      aChange({
        before: aSubject({
          lastActiveAt: '2026-02-01T00:00:00.000Z',
          adminRoles: ['User administrator', 'Device administrator'],
        }),
      }),
      aChange({ no: 1, line: 5 }),
    ],
    skips: [aSkip({ userId: userId('user-x') }), aSkip({ line: 4, cells: [] })],
    tenants: [aTenant()],
    files: [aFile({ columns: ['email', 'team', ''] })],
  })

describe('digestPlan', () => {
  it('is the SHA-256 of the canonical JSON, in lower-case hex', async () => {
    for (const plan of [aFullPlan(), aPlan({ changes: [] }), aPlan({ changes: someChanges(3), skips: [aSkip()] })]) {
      const expected = createHash('sha256').update(canonicalJson(plan)).digest('hex')
      assert.equal(await digestPlan(plan), expected)
    }
  })

  it('stays the same from one version of the program to the next', async () => {
    assert.equal(await digestPlan(aFullPlan()), '5f063da1acb2a4beccb8fe49afdb0bce7677f3adc48a614b29a2651d2a09ed4b')
  })

  it('survives being written to a file and read again', async () => {
    const plan = aPlan({ changes: [aChange({ cells: ['é\u2028"\\\n', '\ud800', '😀', '__proto__', ''] })] })
    assert.equal(await digestPlan(JSON.parse(JSON.stringify(plan))), await digestPlan(plan))
  })

  it('does not depend on the order of keys', async () => {
    assert.equal(await digestPlan(reversed(aFullPlan())), await digestPlan(aFullPlan()))
  })

  it('changes with every field: another value, a field less but the lists, an item less, items in another order', async () => {
    const digests = new Map<string, string>([[await digestPlan(aFullPlan()), 'the plan itself']])
    const [full, lists] = [aFullPlan(), new Set(['plan without changes', 'plan without skips'])]
    for (const [what, mutant] of mutantsOf(full, 'plan').filter(([name]) => !lists.has(name))) {
      const digest = await digestPlan(mutant)
      assert.equal(digests.get(digest), undefined, `${what} gives the digest of ${digests.get(digest)}`)
      digests.set(digest, what)
    }
    assert.ok(digests.size > 150, `only ${digests.size} mutants were tried`)
  })

  it('takes 100,000 changes, and lets others have their turn more than a hundred times', async () => {
    const plan = aPlan({ changes: someChanges(100_000) })
    const before = process.cpuUsage()
    let isDone = false
    const done = digestPlan(plan).then(() => {
      isDone = true
    })
    let turns = 0
    for (; !isDone; turns += 1) await nextTurn()
    await done
    const tookMs = process.cpuUsage(before).user / 1000
    assert.ok(turns > 100 && turns < 1000, `${turns} turns`)
    // Time of the processor, which does not grow with the load of the machine; usually 500 to 600 ms.
    assert.ok(tookMs < 2500, `took ${tookMs} ms`)
  })
})

describe('the serializer of a plan', () => {
  it('writes the text of which its digest is, whatever the order of the keys', async () => {
    const { changes, skips, ...head } = reversed(aFullPlan())
    const serializer = planSerializer()
    const texts = [serializer.head(head), ...changes.map(serializer.change), ...skips.map(serializer.skip)]
    assert.deepEqual(
      texts,
      [head, ...changes, ...skips].map((part) => canonicalJson(part)),
    )
    const digest = await digestPlan(aFullPlan())
    assert.deepEqual([serializer.digest(), serializer.digest()], [digest, digest])
  })
})

describe('canonicalJson', () => {
  it('sorts keys by code unit, leaves no blanks and leaves out what is undefined', () => {
    const value = { b: [1, -0, 1e21, 'é', null, true], Z: {}, a: undefined, '😀': [], '\uffff': { d: 1, c: 2 } }
    assert.equal(canonicalJson(value), '{"Z":{},"b":[1,0,1e+21,"é",null,true],"😀":[],"\uffff":{"c":2,"d":1}}')
  })

  it('gives one text exactly when JSON sees one value', () => {
    const value = fc.jsonValue()
    fc.assert(
      fc.property(value, value, (a, b) => {
        assert.deepEqual(JSON.parse(canonicalJson(a)), JSON.parse(JSON.stringify(a)))
        assert.equal(canonicalJson(reversed(a)), canonicalJson(a))
        assert.equal(canonicalJson(a) === canonicalJson(b), isSameJson(a, b))
      }),
      { numRuns: 500 },
    )
  })

  it('sorts keys that no object of JavaScript keeps in that order', () => {
    const nested = { b: 1, 10: 2, 9: [{ 1: true, 0: false, '-': '' }] }
    assert.equal(canonicalJson(nested), '{"10":2,"9":[{"-":"","0":false,"1":true}],"b":1}')
    const own: unknown = JSON.parse('{"b":{"z":1,"__proto__":{"z":1,"a":2}},"a":3}')
    assert.equal(canonicalJson(own), '{"a":3,"b":{"__proto__":{"a":2,"z":1},"z":1}}')
  })

  it('leaves the value that it writes as it is', () => {
    const value = { b: [{ d: 1, c: 2 }], a: undefined }
    canonicalJson(value)
    assert.equal(JSON.stringify(value), '{"b":[{"d":1,"c":2}]}')
  })

  it('throws on what JSON would bend or drop', () => {
    const bent: readonly unknown[] = [
      undefined,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      1n,
      Symbol('s'),
      () => 1,
      new Date(0),
      new Map(),
      new Array(1),
      [undefined],
    ]
    for (const value of bent) {
      assert.throws(() => canonicalJson(value), TypeError)
      if (value !== undefined) assert.throws(() => canonicalJson({ value }), TypeError)
    }
  })
})

function isSameJson(a: unknown, b: unknown): boolean {
  try {
    assert.deepEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)))
    return true
  } catch {
    return false
  }
}

/** The same value with the keys of every object in reverse order. */
function reversed<T>(value: T): T {
  const turn = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(turn)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(
      Object.entries(part)
        .reverse()
        .map(([key, item]) => [key, turn(item)]),
    )
  }
  return turn(value) as T
}

/** Every value that differs from this one in one place. */
function mutantsOf<T>(value: T, path: string): readonly (readonly [string, T])[] {
  return mutants(value, path).map(([what, mutant]) => [what, mutant as T])
}

function mutants(value: unknown, path: string): readonly (readonly [string, unknown])[] {
  if (typeof value === 'string') return [[`${path} + " "`, `${value} `]]
  if (typeof value === 'number') return [[`${path} + 1`, value + 1]]
  if (typeof value === 'boolean') return [[`not ${path}`, !value]]
  if (Array.isArray(value)) return listMutants(value, path)
  return Object.entries(value ?? {}).flatMap(([key, item]) => [
    [`${path} without ${key}`, Object.fromEntries(Object.entries(value ?? {}).filter(([other]) => other !== key))],
    ...mutants(item, `${path}.${key}`).map(([what, mutant]) => [what, { ...Object(value), [key]: mutant }] as const),
  ])
}

function listMutants(list: readonly unknown[], path: string): readonly (readonly [string, unknown])[] {
  const turned: readonly (readonly [string, unknown])[] =
    list.length > 1 ? [[`${path} in reverse`, list.toReversed()]] : []
  const within = list.flatMap((item, index) => [
    [`${path} without [${index}]`, list.toSpliced(index, 1)] as const,
    ...mutants(item, `${path}[${index}]`).map(([what, mutant]) => [what, list.with(index, mutant)] as const),
  ])
  return [...turned, [`${path} with "" more`, [...list, '']], ...within]
}
