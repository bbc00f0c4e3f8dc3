/** What was tried, as figures and as the table of calls and faults. Pure. */
import { type Figure, figureOf, tableOf } from '../evidence.ts'
import { KINDS } from './kinds.ts'
import type { Letter } from './people.ts'
import { nameOfCell, type Tried } from './run.ts'

export const figuresOf = (tried: readonly Tried[]): readonly Figure[] => {
  const count = (...letters: readonly Letter[]): string =>
    figureOf(tried.filter(({ verdict }) => letters.includes(verdict.letter)).length)
  const sum = (of: (one: Tried) => number): string => figureOf(tried.reduce((all, one) => all + of(one), 0))
  return [
    ['cells', figureOf(tried.length)],
    ['faults that struck', sum(({ verdict }) => verdict.struck)],
    ['ended right', count('R')],
    ['paused with words and ended right after', count('P')],
    ['refused with words before anything was done, and ended right when asked again', count('A')],
    ['approval taken again after words', count('C')],
    ['a row came back in the errors file, and `retry` did it', count('E')],
    ['an operator had to give a new token', count('T')],
    ['a row came back as one to look up by hand', count('U')],
    ['wrong', count('W')],
    ['effects sent twice', sum(({ verdict }) => verdict.sentTwice)],
    ['lost rows', sum(({ verdict }) => verdict.lostRows)],
    ['messages said twice', sum(({ verdict }) => verdict.saidTwice.length)],
    ['of these last words', sum(({ verdict }) => Math.max(0, verdict.finalWords - 1))],
  ]
}

/** One row a call, whatever its place; of several letters the worst, and a `2` where something was said twice. */
export const letters = (tried: readonly Tried[]): string => {
  const rows = new Map<string, Map<string, Tried[]>>()
  for (const one of tried) {
    const { scenario, point, kind } = one.cell
    const name = `${scenario.name}: ${point.call}`
    const row = rows.get(name) ?? new Map<string, Tried[]>()
    rows.set(name, row)
    row.set(kind.name, [...(row.get(kind.name) ?? []), one])
  }
  return tableOf(
    ['call', ...KINDS.map(({ name }) => name)],
    [...rows]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, row]) => [name, ...KINDS.map((kind) => letterOf(row.get(kind.name) ?? []))]),
  )
}

const WORST_FIRST = ['W', 'U', 'T', 'E', 'A', 'C', 'P', 'R'] as const

const letterOf = (tried: readonly Tried[]): string => {
  const letter = WORST_FIRST.find((one) => tried.some(({ verdict }) => verdict.letter === one)) ?? ''
  return `${letter}${tried.some(({ verdict }) => verdict.saidTwice.length > 0) ? '2' : ''}`
}

export const LEGEND =
  'R: the job ended right by itself. P: it stood still with words that name the cause, and ended right after `resume`. ' +
  'A: it was refused with such words before anything was done, and ended right when it was asked for again. ' +
  'C: the approval had to be given again, and the bot said so. ' +
  'E: the vendor kept refusing one account, which came back in the errors file with the cause, and `retry` did it. ' +
  'T: the answer that held the next token was lost, the job stood still or was refused with words, and went on with a new token of the operator. ' +
  'U: the answer was lost and the vendor does not show whether it happened, so the row came back as one to look up by hand. W: wrong. 2: something stands in the thread twice. ' +
  'The first call of a kind, one in the middle and the last are cells of their own; the worst of them stands here.'

export const WHY_TWICE =
  'Webex takes no key by which a repeated `POST /v1/messages` could be known again, and a bot may list only those messages of a group that ' +
  'mention it, so that it cannot look for its own before it says something again. Twice is better than never: words and files are repeated, ' +
  'and a second card is harmless, since a click is judged by the stored job. What could close most of the gap: Webex tells a bot of its own ' +
  'messages, too, and such an event within some seconds could stand in for the answer that was lost.'

/** Which messages stand in the thread twice, and through what. */
export const doubled = (tried: readonly Tried[]): string => {
  const counts = new Map<string, number>()
  for (const { cell, verdict } of tried)
    for (const words of verdict.saidTwice) {
      const key = `${cell.kind.name} at ${cell.point.call}: ${plain(words)}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  return tableOf(
    ['fault, call and words', 'times'],
    [...counts].sort().map(([key, count]) => [key, figureOf(count)]),
  )
}

const plain = (words: string): string =>
  words.replace(/\s+/g, ' ').replace(/J-\w+/g, 'J-…').replace(/\d+/g, '0').replaceAll('|', '/').slice(0, 60).trimEnd()

export const wrongOf = (tried: readonly Tried[]): readonly string[] =>
  tried
    .filter(({ verdict }) => verdict.letter === 'W')
    .map(({ cell, verdict }) => `${nameOfCell(cell)}\n    ${verdict.wrong.join('\n    ')}`)
