import assert from 'node:assert/strict'
import fc from 'fast-check'
import PQueue from 'p-queue'
import { FairQueue, type InLine } from '../../src/run/fair-queue.ts'

const run = () => Promise.resolve()

describe('a fair queue', () => {
  it('takes one of each line in turn, within a line in the order of coming', async () => {
    const queue = new PQueue<FairQueue, InLine>({ concurrency: 1, autoStart: false, queueClass: FairQueue })
    const order: string[] = []
    for (const name of ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1'])
      void queue.add(async () => void order.push(name), { line: name[0] ?? '' })
    queue.start()
    await queue.onIdle()
    assert.deepEqual(order, ['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4'])
  })

  it('lets whoever comes late have the next turn but one', async () => {
    const queue = new PQueue<FairQueue, InLine>({ concurrency: 1, queueClass: FairQueue })
    const order: string[] = []
    const add = (line: string, no: number) => queue.add(async () => void order.push(`${line}${no}`), { line })
    const large = Array.from({ length: 100 }, (_, no) => add('large', no))
    await large[9]
    const small = Array.from({ length: 3 }, (_, no) => add('small', no))
    await Promise.all(small)
    const places = order.flatMap((name, place) => (name.startsWith('small') ? [place] : []))
    assert.ok((places[0] ?? 99) <= 12, `${places}`)
    assert.deepEqual(
      places.map((place) => place - (places[0] ?? 0)),
      [0, 2, 4],
    )
    await Promise.all(large)
  })

  it('gives every other turn to a line that comes back only when the next turn was given away', () => {
    const queue = new FairQueue()
    const small = () => run()
    for (let no = 0; no < 9; no += 1) queue.enqueue(run, { line: 'large' })
    queue.enqueue(small, { line: 'small' })
    const order: string[] = []
    while (order.length < 8) {
      const comesBack = order.at(-1) === 'small'
      order.push(queue.dequeue() === small ? 'small' : 'large')
      if (comesBack) queue.enqueue(small, { line: 'small' })
    }
    assert.deepEqual(order, ['large', 'small', 'large', 'small', 'large', 'small', 'large', 'small'])
  })

  it('remembers the turns of a hundred lines that nobody stands in, and takes one of longer ago for new', () => {
    const queue = new FairQueue()
    const turnOf = (line: string) => {
      queue.enqueue(run, { line })
      queue.dequeue()
    }
    const first = () => run()
    const isNext = () => {
      for (const [call, line] of [[run, 'waits'] as const, [first, 'first'] as const]) queue.enqueue(call, { line })
      return [queue.dequeue(), queue.dequeue()].indexOf(first) === 0
    }
    for (const line of ['first', 'waits']) turnOf(line)
    for (let no = 2; no < 100; no += 1) turnOf(`${no}`)
    assert.equal(isNext(), true)
    for (let no = 100; no < 199; no += 1) turnOf(`${no}`)
    turnOf('waits')
    assert.equal(isNext(), false)
  })

  it('counts those who wait for none of the hundred', () => {
    const queue = new FairQueue()
    const first = () => run()
    const lines = Array.from({ length: 90 }, (_, no) => `${no}`)
    for (const line of ['first', ...lines]) {
      queue.enqueue(run, { line })
      queue.dequeue()
    }
    for (let no = 100; no < 130; no += 1) queue.enqueue(run, { line: `${no}` })
    queue.dequeue()
    queue.enqueue(first, { line: 'first' })
    assert.equal(queue.dequeue(), first)
  })

  it('loses nobody and lets nobody wait longer than one turn of each other line', () =>
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant('take'), fc.constantFrom('a', 'b', 'c', 'd'))), (moves) => {
        const queue = new FairQueue()
        const lineOf = new Map<() => Promise<unknown>, string>()
        const waiting: string[] = []
        const sinceTurn = new Map<string, number>()
        const take = () => {
          const taken = queue.dequeue()
          const line = taken && lineOf.get(taken)
          assert.equal(line === undefined, waiting.length === 0)
          if (line === undefined) return
          waiting.splice(waiting.indexOf(line), 1)
          for (const other of new Set(waiting)) sinceTurn.set(other, (sinceTurn.get(other) ?? 0) + 1)
          sinceTurn.set(line, 0)
          for (const [other, turns] of sinceTurn)
            if (waiting.includes(other)) assert.ok(turns <= 3, `${other}: ${turns}`)
        }
        for (const move of moves) {
          if (move === 'take') take()
          else {
            const one = () => run()
            lineOf.set(one, move)
            if (!waiting.includes(move)) sinceTurn.set(move, 0)
            waiting.push(move)
            queue.enqueue(one, { line: move })
          }
          assert.equal(queue.size, waiting.length)
        }
        while (waiting.length > 0) take()
        assert.equal(queue.dequeue(), undefined)
      }),
    ))

  it('shows who stands in a line, and knows no other order', () => {
    const queue = new FairQueue()
    queue.enqueue(run, { line: 'a' })
    queue.enqueue(run)
    assert.deepEqual(queue.filter({ line: 'a' }), [run])
    assert.deepEqual([queue.filter({}).length, queue.filter({ line: 'b' }).length], [1, 0])
    assert.throws(() => queue.setPriority('7'), /giving "7" another priority/)
  })
})
