/** One life of a job: a process of the bot, its people before it, and its end. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { ENDED, type Job } from '../../src/model/job.ts'
import { messageIdOf } from '../../src/sandbox/messaging/hydra-id.ts'
import { headsIn } from './data-folder.ts'
import type { KillPoint } from './kill-point.ts'
import type { Stage } from './stage.ts'
import { approvalOf, askingCard } from './thread.ts'

export interface LifeEnd {
  /** `ended`: the job is over and everything is said. */
  readonly kind: 'killed' | 'ended' | 'stuck' | 'left'
  /** Where it was killed, e.g. `after sync journal.jsonl`. */
  readonly at: string
  readonly wasReady: boolean
  readonly hasClicked: boolean
  readonly steps: readonly string[]
  /** Steps and calls until the bot was ready. */
  readonly startDisk: number
  readonly startCalls: number
}

/** What the people have done over all lives. */
export interface Acts {
  hasAsked: boolean
}

export interface LifeOptions {
  readonly loader: string
  readonly life: number
  readonly point: KillPoint | undefined
  readonly extra: Readonly<Record<string, string>>
  readonly acts: Acts
}

const PATIENCE_MS = 60_000
/** Somebody whose click was not answered clicks again after so long. */
const CLICK_AGAIN_MS = 2_500
const LOOK_EVERY_MS = 8
/** A bot that finds everything said has this long to say something nevertheless. */
const QUIET_MS = 40

export const live = async (stage: Stage, { loader, life, point, extra, acts }: LifeOptions): Promise<LifeEnd> => {
  const log = openSync(join(stage.dataDir, '..', 'bot.log'), 'a', 0o600)
  const task = point?.on === 'disk' ? [`${point.no}:${point.how}`] : []
  const child = spawn(process.execPath, [loader, ...task], {
    // No file of settings is found there.
    cwd: stage.dataDir,
    env: { ...stage.environment, ...extra },
    stdio: ['ignore', 'pipe', log],
  })
  closeSync(log)
  const steps: string[] = []
  let [at, startDisk, startCalls, readyAt, clickedAt, isOver] = ['', 0, 0, 0, 0, false]
  let kind: LifeEnd['kind'] = 'left'
  const kill = (how: LifeEnd['kind'], where: string): void => {
    if (isOver) return
    isOver = true
    ;[kind, at] = [how, where]
    child.kill('SIGKILL')
  }
  const read = (line: string): void => {
    const [word = '', ...rest] = line.split(' ')
    if (word === 'step') steps.push(rest.join(' '))
    if (word === 'dies')
      [kind, at, isOver] = ['killed', `${point && 'how' in point ? point.how : ''} ${rest.join(' ')}`, true]
    if (word === 'ready') [readyAt, startDisk, startCalls] = [performance.now(), steps.length, stage.calls()]
  }
  let rest = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) read(line)
  })
  stage.watchCalls((how, no, what) => {
    if (isOver || point?.on !== 'call' || point.no !== no || point.how !== how) return false
    kill('killed', `${how} ${what}`)
    return true
  })
  const stopHearing = stage.cloud.spaces.subscribe((event) => {
    stage.thread.hear(event, life)
    if (point?.on !== 'event' || point.how !== 'after') return
    if (point.what === 'mention' && event.kind === 'message-created' && !isOver && event.actorUuid !== botOf(stage))
      kill('killed', 'after the request was told')
    if (point.what === 'click' && event.kind === 'card-submitted') kill('killed', 'after the click was told')
  })
  const dies = (what: 'mention' | 'click'): boolean =>
    point?.on === 'event' && point.what === what && point.how === 'before'
  const act = async (): Promise<void> => {
    const isListening = stage.cloud.mercury.listeners > 0
    if (!acts.hasAsked && isListening) {
      if (dies('mention')) kill('killed', 'before the request')
      await ask(stage, acts)
    }
    const [head] = await headsIn(stage.dataDir)
    const card = askingCard(stage.cloud.spaces.messagesIn(roomOf(stage)))
    const isDue = performance.now() - clickedAt > CLICK_AGAIN_MS
    if (card && head?.status === 'awaiting-approval' && isListening && isDue && !isOver) {
      clickedAt = performance.now()
      if (dies('click')) kill('killed', 'before the click')
      await stage.ben.click(messageIdOf(card.uuid), {
        ...approvalOf(card),
        count: String(head.summary?.planned),
        reason: '',
      })
    }
    if (head && isToldToTheEnd(head) && readyAt > 0 && performance.now() - readyAt > QUIET_MS) kill('ended', '')
  }
  const gone = once(child, 'exit')
  const timer = point?.on === 'time' ? setTimeout(() => kill('killed', 'at some moment'), point.ms) : undefined
  const deadline = performance.now() + PATIENCE_MS
  let hasLeft = false
  void gone.then(() => {
    hasLeft = true
  })
  while (!hasLeft && !isOver) {
    await act()
    if (performance.now() > deadline) kill('stuck', '')
    await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))])
  }
  await gone
  // What it had sent is read and done before anybody looks.
  await new Promise((resolve) => setTimeout(resolve, 2))
  clearTimeout(timer)
  stopHearing()
  return { kind, at, wasReady: readyAt > 0, hasClicked: clickedAt > 0, steps, startDisk, startCalls }
}

/** Alma asks, whether or not anybody listens. */
export const ask = async (stage: Stage, acts: Acts): Promise<void> => {
  acts.hasAsked = true
  const { command, csv } = stage.scenario
  await stage.alma.mention({ text: command, file: { name: 'people.csv', content: csv(stage.cast.people) } })
}

const botOf = ({ cloud }: Stage): string => cloud.administration.organisation.persona('bot').uuid

const roomOf = ({ cloud }: Stage): string => cloud.spaces.roomsOf(botOf({ cloud } as Stage))[0]?.uuid ?? ''

const isToldToTheEnd = ({ status, posted }: Job): boolean =>
  ENDED.has(status) && (posted.words !== undefined || posted.refusal !== undefined) && posted.control === undefined
