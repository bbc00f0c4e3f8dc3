/** `npm run attack`: hostile clicks, commands and webhook calls against the real bot on the emulated cloud, counted. */
import { parseArgs } from 'node:util'
import { writeEvidence } from '../evidence.ts'
import { evidenceFrom, wrongsOf } from './attack-evidence.ts'
import { type Findings, runAttack } from './run-attack.ts'
import type { Mode } from './stage.ts'

const USAGE = `npm run attack -- [options]
  --seed N       of the attacks (1)
  --attacks N    in both modes together (1500)
  --only MODE    websocket or webhook; no evidence is written then
  --nightly      100,000 attacks, and writes docs/evidence/attack.md
  --write        writes it for a run of any size
  --help         show this`

const MODES: readonly Mode[] = ['websocket', 'webhook']
const MOST_IN_A_BATCH = 1_000
const MOST_WRONGS = 50

const options = {
  seed: { type: 'string', default: '1' },
  attacks: { type: 'string' },
  only: { type: 'string' },
  nightly: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

const say = (words: string): void => void process.stdout.write(`${words}\n`)

const wholeNumber = (name: string, value: string): number => {
  const number = Number(value)
  if (Number.isSafeInteger(number) && number > 0) return number
  throw new Error(`reading --${name}: "${value}" is no whole number above 0; give one such as --${name} 10`)
}

const main = async (): Promise<number> => {
  const { values } = parseArgs({ options })
  if (values.help) {
    say(USAGE)
    return 0
  }
  const seed = wholeNumber('seed', values.seed)
  const attacks = wholeNumber('attacks', values.attacks ?? (values.nightly ? '100000' : '1500'))
  const modes = MODES.filter((mode) => values.only === undefined || values.only === mode)
  if (modes.length === 0) throw new Error(`reading --only: "${values.only}" is neither ${MODES.join(' nor ')}`)
  const at = new Date()
  const found: Findings[] = []
  for (const mode of modes) {
    const share = Math.ceil(attacks / modes.length)
    const batch = Math.min(MOST_IN_A_BATCH, Math.ceil(share / 2))
    found.push(await runAttack({ mode, seed, attacks: share, batch, onProgress: say }))
  }
  const command = `npm run attack -- ${process.argv.slice(2).join(' ')}`
  const evidence = evidenceFrom(found, { command, at, tookMs: Date.now() - at.getTime(), seed })
  say('')
  for (const [name, value] of evidence.figures) say(`${name}: ${value}`)
  for (const block of evidence.more.slice(1, 3)) say(`\n${block}`)
  const wrongs = wrongsOf(found)
  for (const wrong of wrongs.slice(0, MOST_WRONGS)) say(`WRONG ${wrong}`)
  if ((values.nightly || values.write) && values.only === undefined) await writeEvidence(evidence)
  return wrongs.length === 0 ? 0 : 1
}

process.exitCode = await main()
