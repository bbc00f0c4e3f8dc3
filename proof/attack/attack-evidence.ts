/** What the attacks came to, as evidence and as words on a terminal. Pure. */
import { type Evidence, figureOf, tableOf } from '../evidence.ts'
import { FAMILIES, type Findings } from './run-attack.ts'

const sum = (found: readonly Findings[], of: (findings: Findings) => number): string =>
  figureOf(found.reduce((total, findings) => total + of(findings), 0))

/** Everything that must not have happened, in words. */
export const wrongsOf = (found: readonly Findings[]): readonly string[] =>
  found.flatMap(({ mode, unauthorised, errors, unanswered, surplus }) => [
    ...unauthorised.map((one) => `${mode}: unauthorised change: ${one}`),
    ...errors.map((one) => `${mode}: error: ${one}`),
    ...unanswered.map((one) => `${mode}: unanswered: ${one}`),
    ...surplus.map((one) => `${mode}: not asked for: ${one}`),
  ])

export const evidenceFrom = (
  found: readonly Findings[],
  run: Pick<Evidence, 'command' | 'at' | 'tookMs'> & { readonly seed: number },
): Evidence => ({
  name: 'attack',
  title: 'Hostile clicks, commands and webhook calls',
  command: run.command,
  at: run.at,
  tookMs: run.tookMs,
  figures: [
    ['attacks', sum(found, ({ attacks }) => attacks)],
    ['unauthorised changes', sum(found, ({ unauthorised }) => unauthorised.length)],
    ['unhandled errors', sum(found, ({ errors }) => errors.length)],
    ['unanswered', sum(found, ({ unanswered }) => unanswered.length)],
    ['answers or effects that nobody asked for', sum(found, ({ surplus }) => surplus.length)],
    ['answers in words, each the expected one', sum(found, ({ answers }) => answers)],
    ['controls carried out', sum(found, ({ controls }) => controls)],
    ['deaths of the bot between attacks', sum(found, ({ restarts }) => restarts)],
    ['seed of the attacks', String(run.seed)],
  ],
  more: [HOW, familyTable(found), growthTable(found), ...wrongsOf(found).slice(0, 20)],
})

const HOW = [
  'The real bot, in a process of its own, on the emulated cloud with all four vendors; two rooms with its requesters and approvers, a',
  'colleague on no list, somebody of another organisation, a machine account and another bot. Jobs wait for one approval and for the',
  'second of two, one is held in mid-run and one stands still. Before and after every batch each account of each directory and each',
  'job on record is compared with what it was; only the control in between, a decision by the right person, may change what it names,',
  'and has to. Every attack says beforehand which words it is to be answered with and in which thread, and all that the bot says,',
  'edits or takes away is held against that, so that an answer that tells more to an outsider counts as one that nobody asked for.',
].join('\n')

const familyTable = (found: readonly Findings[]): string =>
  tableOf(
    ['attacks of this kind', ...found.map(({ mode }) => mode), 'each answered'],
    FAMILIES.map(({ name, promise }) => [
      name,
      ...found.map(({ byFamily }) => figureOf(byFamily.get(name) ?? 0)),
      promise,
    ]),
  )

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`

/** Of the stretch without a restart, so that nothing is hidden by a new process. */
const growthTable = (found: readonly Findings[]): string =>
  tableOf(
    ['since the last restart', ...found.map(({ mode }) => mode)],
    [
      ['memory (RSS)', ...found.map(({ memory: [before, after] }) => fromTo(before.rssBytes, after.rssBytes))],
      ['heap in use', ...found.map(({ memory: [before, after] }) => fromTo(before.heapBytes, after.heapBytes))],
      ...[...(found[0]?.files.keys() ?? [])].map((name) => [
        `\`${name}\``,
        ...found.map(({ files }) => fromTo(...(files.get(name) ?? ([0, 0] as const)))),
      ]),
      ['log, in all', ...found.map(({ logBytes }) => megabytes(logBytes))],
      ['time', ...found.map(({ tookMs }) => `${Math.round(tookMs / 1_000)} s`)],
    ],
  )

const fromTo = (before: number, after: number): string => `${megabytes(before)} → ${megabytes(after)}`
