/** `npm run crash`: kills the bot again and again, prints what it came to, and ends with 1 when anything was wrong. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeEvidence } from '../evidence.ts'
import { bundleLife } from './bundle.ts'
import { campaign, replay } from './campaign.ts'
import { figuresOf, tablesOf } from './figures.ts'
import { type CrashOptions, readOptions, USAGE } from './options.ts'
import type { Played } from './play-job.ts'

const PRINT_EVERY = 10

const print = (words: string): void => {
  process.stdout.write(`${words}\n`)
}

const tellWrong = ({ story, wrong, folder, deaths }: Played): void => {
  if (wrong.length === 0) return
  print(`\n${story.scenario} went wrong after ${deaths.length} deaths; its files are in ${folder}`)
  for (const { kind, words } of wrong) print(`  ${kind}: ${words}`)
  for (const [i, { phase, at }] of deaths.entries()) print(`  life ${i + 1} ended in "${phase}", ${at}`)
  print(`  npm run crash -- --replay '${JSON.stringify(story)}'\n`)
}

const run = async (options: CrashOptions, loader: string): Promise<readonly Played[]> => {
  if (options.replay) {
    const played = await replay(options.replay, loader)
    tellWrong(played)
    return [played]
  }
  let [deaths, jobs] = [0, 0]
  return campaign({
    ...options,
    loader,
    onPlayed: (played) => {
      deaths += played.deaths.length
      jobs += 1
      tellWrong(played)
      if (jobs % PRINT_EVERY === 0) print(`${jobs} jobs, ${deaths} deaths`)
    },
  })
}

const main = async (options: CrashOptions): Promise<boolean> => {
  const startedAt = performance.now()
  const folder = await mkdtemp(join(tmpdir(), 'twokey-life-'))
  try {
    const all = await run(options, await bundleLife(folder))
    const figures = figuresOf(all, options.seed)
    const more = tablesOf(all)
    const tookMs = performance.now() - startedAt
    const title = 'A bot whose process is killed'
    const evidence = {
      name: 'crash',
      title,
      command: 'npm run crash -- --nightly',
      at: new Date(),
      tookMs,
      figures,
      more,
    }
    if (options.isWritten) await writeEvidence(evidence)
    print(
      ['', ...figures.map(([name, value]) => `${name}: ${value}`), '', ...more, `${Math.round(tookMs / 1000)} s`].join(
        '\n',
      ),
    )
    return all.every(({ wrong }) => wrong.length === 0)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const options = readOptions(process.argv.slice(2))
if (options === undefined) print(USAGE)
else if (!(await main(options))) process.exitCode = 1
