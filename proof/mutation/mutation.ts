/**
 * `npm run mutation`: changes approval/, run/ and the journal in small ways, one at a time, and counts how many of the changes their
 * tests notice. Fails below 90 %, when a change that went unnoticed is not explained in `explained.ts`, and when an explanation there
 * is of no such change any more. `--only run` for one group.
 */
import { realpathSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { MutantResult } from '@stryker-mutator/api/core'
import { Stryker } from '@stryker-mutator/core'
import { figureOf, tableOf, writeEvidence } from '../evidence.ts'
import { EXPLAINED } from './explained.ts'
import { GROUPS, type Group } from './groups.ts'

const LOWEST_SCORE = 0.9
/** As they lie: npx would look for them, and mocha's own command starts a second process, once a mutant. It does nothing when it is called through a link. */
const MOCHA = realpathSync('node_modules/mocha/lib/cli/cli.js')
const ESBUILD = resolve('node_modules/.bin/esbuild')

const BUNDLE =
  '--bundle --platform=node --format=esm --packages=external --outbase=. --outdir=. --out-extension:.js=.mjs --log-level=warning'

const builtOf = (tests: string): string => tests.replace(/\.ts$/, '.mjs')

interface Mutant {
  readonly group: string
  readonly status: string
  /** `src/run/halt.ts: "a" → "b"`, ` (2)` behind it for the second of the file; the same wherever the line has moved to. */
  readonly name: string
}

const mutantsOf = async ({ name, mutate, tests }: Group): Promise<readonly Mutant[]> => {
  const stryker = new Stryker({
    mutate: [...mutate],
    testRunner: 'command',
    // Once for all mutants, with all of them in it: to have TypeScript read anew takes longer than the tests.
    buildCommand: `${ESBUILD} ${tests.join(' ')} ${BUNDLE}`,
    commandRunner: {
      command: `node ${quoted(MOCHA)} --no-config --bail --reporter dot --timeout 60000 ${tests.map(builtOf).map(quoted).join(' ')}`,
    },
    concurrency: 2,
    timeoutMS: 10_000,
    ignorePatterns: ['dist', 'data', 'docs', 'coverage', 'demo-out'],
    reporters: ['clear-text'],
    clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
    // It would be rewritten by an interface that TypeScript 7 has no longer; nothing in it depends on where it lies.
    tsconfigFile: 'none.json',
    allowConsoleColors: false,
  })
  const results = (await stryker.runMutationTest()).toSorted(
    (one, other) => startOf(one).line - startOf(other).line || startOf(one).column - startOf(other).column,
  )
  const mutants = await Promise.all(
    results.map(async ({ fileName, location, replacement, status }) => {
      const lines = (await readFile(fileName, 'utf8')).split('\n')
      const whole = lines.slice(location.start.line - 1, location.end.line)
      const last = whole.length - 1
      const original = whole
        .map((line, i) =>
          line.slice(i === 0 ? location.start.column - 1 : 0, i === last ? location.end.column - 1 : undefined),
        )
        .join(' ')
      return {
        group: name,
        status,
        name: `${relative('.', fileName)}: ${short(original)} → ${short(replacement ?? '')}`,
      }
    }),
  )
  return numbered(mutants)
}

const startOf = ({ location }: MutantResult) => location.start

/** So that what is explained of one is not taken for what is to be said of another that reads alike. */
const numbered = (mutants: readonly Mutant[]): readonly Mutant[] => {
  const times = new Map<string, number>()
  return mutants.map((mutant) => {
    const no = (times.get(mutant.name) ?? 0) + 1
    times.set(mutant.name, no)
    return no === 1 ? mutant : { ...mutant, name: `${mutant.name} (${no})` }
  })
}

const quoted = (text: string): string => `'${text}'`

const short = (code: string): string => {
  const line = code.replace(/\s+/g, ' ').trim()
  return line.length > 120 ? `${line.slice(0, 60)} … ${line.slice(-57)}` : line
}

const isNoticed = ({ status }: Mutant): boolean => status === 'Killed' || status === 'Timeout'
const isCounted = ({ status }: Mutant): boolean => isNoticed({ group: '', name: '', status }) || isUnnoticed({ status })
const isUnnoticed = ({ status }: Pick<Mutant, 'status'>): boolean => status === 'Survived' || status === 'NoCoverage'

const percentOf = (mutants: readonly Mutant[]): string => {
  const counted = mutants.filter(isCounted)
  return `${((100 * counted.filter(isNoticed).length) / counted.length).toFixed(1)} %`
}

/** Explanations of no change that went unnoticed. Of files that were not mutated they are looked at in a whole run alone. */
const staleAmong = (explained: readonly string[], mutants: readonly Mutant[], isWhole: boolean): readonly string[] => {
  const unnoticed = new Set(mutants.filter(isUnnoticed).map(({ name }) => name))
  const files = new Set(mutants.map(({ name }) => fileOf(name)))
  return explained.filter((name) => !unnoticed.has(name) && (isWhole || files.has(fileOf(name))))
}

const fileOf = (name: string): string => name.slice(0, name.indexOf(': '))

const main = async (only: string | undefined): Promise<void> => {
  const startedAt = performance.now()
  const groups = GROUPS.filter(({ name }) => only === undefined || name === only)
  const mutants: Mutant[] = []
  for (const group of groups) mutants.push(...(await mutantsOf(group)))
  const counted = mutants.filter(isCounted)
  const unnoticed = counted.filter(isUnnoticed)
  const unexplained = unnoticed.filter(({ name }) => EXPLAINED[name] === undefined)
  for (const { name } of unexplained) process.stderr.write(`not explained in explained.ts: ${name}\n`)
  const stale = staleAmong(Object.keys(EXPLAINED), mutants, only === undefined)
  for (const name of stale) process.stderr.write(`explained in explained.ts, and not unnoticed: ${name}\n`)
  if (only === undefined)
    await writeEvidence({
      name: 'mutation',
      title: 'Do the tests notice?',
      command: 'npm run mutation',
      at: new Date(),
      tookMs: performance.now() - startedAt,
      figures: [
        ['mutation score', percentOf(mutants)],
        ...groups.map(
          ({ name }) =>
            [`mutation score of ${name}`, percentOf(mutants.filter(({ group }) => group === name))] as const,
        ),
        ['mutants', figureOf(counted.length)],
        ['unnoticed, each explained below', figureOf(unnoticed.length)],
      ],
      more: [
        '## Unnoticed',
        tableOf(
          ['change', 'why no test can or need notice it'],
          unnoticed.map(({ name }) => [`\`${name.replaceAll('|', '\\|')}\``, EXPLAINED[name] ?? '**not explained**']),
        ),
      ],
    })
  const score = counted.filter(isNoticed).length / counted.length
  process.stdout.write(
    `${percentOf(mutants)} of ${counted.length} mutants noticed, ${unexplained.length} not explained, ${stale.length} explained for nothing\n`,
  )
  if (!(score >= LOWEST_SCORE) || unexplained.length + stale.length > 0) process.exitCode = 1
}

const { values } = parseArgs({ options: { only: { type: 'string' } } })
await main(values.only)
