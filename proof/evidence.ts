/**
 * What a proof found, as a file of docs/evidence: figures in a table, each under a name of its own, and what else there is to say.
 * The README repeats some of the figures; a test holds the two together.
 */
import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { machine } from '../bench/machine.ts'

/** What is counted, and the count: `['process deaths', '10,000']`. Names are unique within a file. */
export type Figure = readonly [name: string, value: string]

export interface Evidence {
  /** Of the file, without `.md`: `crash`. */
  readonly name: string
  readonly title: string
  /** As it was called: `npm run crash -- --nightly`. */
  readonly command: string
  readonly at: Date
  readonly tookMs: number
  readonly figures: readonly Figure[]
  /** Markdown, one block an element. */
  readonly more: readonly string[]
}

export const evidenceOf = ({ title, command, at, tookMs, figures, more }: Evidence): string => {
  const { cpu, cores, memoryGb, node } = machine()
  const commit = spawnSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).stdout?.trim()
  return `${[
    `# ${title}`,
    `Written by \`${command}\`; not edited by hand.`,
    `- taken ${at.toISOString().slice(0, 10)} on ${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}${commit ? `, of commit ${commit}` : ''}\n- the whole took ${Math.round(tookMs / 1000)} s`,
    tableOf(['figure', 'value'], figures),
    ...more,
  ].join('\n\n')}\n`
}

/** Padded, so that the file reads well as text, too. */
export const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((cell, i) => Math.max(...[head, ...rows].map((row) => (row[i] ?? '').length), cell.length))
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, i) => (cells[i] ?? '').padEnd(width)).join(' | ')} |`
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n')
}

/** `12,345` */
export const figureOf = (count: number): string => count.toLocaleString('en-US')

export const writeEvidence = (evidence: Evidence): Promise<void> =>
  writeFile(new URL(`../docs/evidence/${evidence.name}.md`, import.meta.url), evidenceOf(evidence))
