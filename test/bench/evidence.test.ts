import assert from 'node:assert/strict'
import { evidenceFor, missedOf } from '../../bench/evidence.ts'
import type { Section } from '../../bench/section.ts'
import { evidenceOf } from '../../proof/evidence.ts'

const sections: readonly Section[] = [
  {
    title: 'Pace',
    text: 'How it was measured.',
    figures: [
      { name: 'time', value: '3 s' },
      { name: 'efficiency', value: '0.99', goal: '≥ 0.97', isMet: true },
      { name: '429s', value: '2', goal: '0', isMet: false },
    ],
  },
  { title: 'Cost', text: 'And this.', figures: [{ name: 'CPU a row', value: '0.4 ms', goal: '≤ 1 ms', isMet: true }] },
]
const evidence = evidenceFor(sections, { seed: 7, at: new Date(0), tookMs: 1_000 })

describe('the evidence of the benchmark', () => {
  it('counts the goals, and tells of the missed ones before anything else', () => {
    assert.deepEqual(evidence.figures, [
      ['goals', '3'],
      ['goals that are met', '2'],
    ])
    assert.deepEqual(
      missedOf(sections).map(({ name }) => name),
      ['429s'],
    )
    assert.match(evidence.more[1] ?? '', /## Goals that are missed[\s\S]*\| 0 +\| 429s +\| 2 +\|/)
  })

  it('takes a goal for missed where nothing says that it was met', () => {
    const figures = [{ name: 'time', value: '3 s', goal: '≤ 2 s' }]
    assert.equal(missedOf([{ title: 'Pace', text: '', figures }]).length, 1)
  })

  it('holds every figure once, in a table that the README can be held against', () => {
    const rows = evidenceOf(evidence)
      .split('\n')
      .filter((line) => /^\| (time|efficiency|429s|CPU a row) /.test(line))
    assert.deepEqual(
      rows.map((row) => row.split('|').map((cell) => cell.trim())),
      [
        ['', 'time', '3 s', ''],
        ['', 'efficiency', '0.99', ''],
        ['', '429s', '2', ''],
        ['', 'CPU a row', '0.4 ms', ''],
      ],
    )
  })

  it('names the seed and the packages whose speed is in the figures', () => {
    assert.match(evidence.more[0] ?? '', /Seed 7; axios \d+\.\d+\.\d+, .*p-queue \d+/)
  })
})
