import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { evidenceOf } from '../proof/evidence.ts'

/** The rows of Markdown tables, each as its cells. */
const rowsIn = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )

/** A figure of the README names the file that it comes from: `| process deaths | 10,000 | [crash.md](docs/evidence/crash.md) |`. */
const FROM = /^\[[^\]]+\]\((docs\/evidence\/[a-z-]+\.md)\)$/

const told = rowsIn(readFileSync('README.md', 'utf8')).flatMap(([name, value, from]) => {
  const file = FROM.exec(from ?? '')?.[1]
  return file === undefined ? [] : [{ name, value, file }]
})

describe('the figures of the README', () => {
  for (const { name, value, file } of told)
    it(`has "${name}" as ${file} has it`, () => {
      const found = rowsIn(readFileSync(file, 'utf8')).filter(([figure]) => figure === name)
      assert.deepEqual(found, [[name, value]], `README.md says "${value}"`)
    })

  it('have every file of a proof behind them', () => {
    const proofs = readdirSync('docs/evidence')
    assert.deepEqual(
      proofs.filter((file) => !told.some((figure) => figure.file === `docs/evidence/${file}`)),
      [],
    )
  })

  it('are read from a table that evidence is written with', () => {
    const text = evidenceOf({
      name: 'crash',
      title: 'Deaths',
      command: 'npm run crash',
      at: new Date(0),
      tookMs: 1_000,
      figures: [['process deaths', '10,000']],
      more: [],
    })
    assert.deepEqual(rowsIn(text).at(-1), ['process deaths', '10,000'])
  })
})
