/** The chapters of the benchmark as the file that people read, docs/evidence/bench.md: the goals first, then each chapter. Pure but for versions. */
import { readFileSync } from 'node:fs'
import { type Evidence, tableOf } from '../proof/evidence.ts'
import type { Figure, Section } from './section.ts'

/** Those whose speed is measured with ours. */
const PACKAGES = ['axios', 'csv-parse', 'express', 'lowdb', 'p-queue', 'webex-node-bot-framework'] as const

const LOCK = new URL('../package-lock.json', import.meta.url)

export interface Taken {
  readonly seed: number
  readonly at: Date
  readonly tookMs: number
}

export const evidenceFor = (sections: readonly Section[], { seed, at, tookMs }: Taken): Evidence => {
  const figures = sections.flatMap((section) => section.figures)
  const held = figures.filter(({ goal }) => goal !== undefined)
  const missed = missedOf(sections)
  return {
    name: 'bench',
    title: 'How fast, and at what cost',
    command: 'npm run bench',
    at,
    tookMs,
    figures: [
      ['goals', String(held.length)],
      ['goals that are met', String(held.length - missed.length)],
    ],
    more: [
      `Seed ${seed}; ${PACKAGES.map((name) => `${name} ${versionOf(name)}`).join(', ')}.`,
      ...(missed.length === 0
        ? []
        : [`## Goals that are missed\n\n${tableOf(['goal', 'figure', 'value'], missed.map(goalRow))}`]),
      ...sections.flatMap(chapterOf),
    ],
  }
}

export const missedOf = (sections: readonly Section[]): readonly Figure[] =>
  sections.flatMap((section) => section.figures).filter(({ goal, isMet }) => goal !== undefined && isMet !== true)

const chapterOf = ({ title, text, figures }: Section): readonly string[] => [
  `## ${title}`,
  text,
  `### Figures: ${title.toLowerCase()}`,
  tableOf(
    ['figure', 'value'],
    figures.map(({ name, value }) => [name, value]),
  ),
]

/** Not in the form of a figure: only one table holds a figure under its name. */
const goalRow = ({ goal = '', name, value }: Figure): readonly string[] => [goal, name, value]

const versionOf = (name: string): string => {
  const { packages } = JSON.parse(readFileSync(LOCK, 'utf8')) as Lock
  return packages[`node_modules/${name}`]?.version ?? 'of no known version'
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string } | undefined>>
}
