/** Hands batches to processes and adds up what they tell. One that dies or says nothing for too long is a finding, not an accident. */
import { type ChildProcess, fork } from 'node:child_process'
import type { Batch } from './run-batch.ts'
import { addTallies, EMPTY, type Tally } from './tally.ts'

export interface WorkOptions {
  readonly workers: number
  readonly patienceMs: number
  readonly onProgress: (tally: Tally) => void
}

export const work = async (batches: Iterable<Batch>, options: WorkOptions): Promise<Tally> => {
  const left = batches[Symbol.iterator]()
  let tally = EMPTY
  const add = (more: Tally): void => {
    tally = addTallies(tally, more)
    options.onProgress(tally)
  }
  await Promise.all(Array.from({ length: options.workers }, () => serve(left, add, options.patienceMs)))
  return tally
}

const start = async (): Promise<ChildProcess> => {
  const child = fork(new URL('./worker.ts', import.meta.url))
  await new Promise((resolve) => child.once('message', resolve))
  return child
}

const serve = async (left: Iterator<Batch>, add: (tally: Tally) => void, patienceMs: number): Promise<void> => {
  let child = await start()
  for (let next = left.next(); !next.done; next = left.next()) {
    const told = await answer(child, next.value, patienceMs)
    add(typeof told === 'string' ? lost(next.value, told) : told)
    if (typeof told !== 'string') continue
    child.kill('SIGKILL')
    child = await start()
  }
  child.kill('SIGKILL')
}

const answer = (child: ChildProcess, batch: Batch, patienceMs: number): Promise<Tally | string> =>
  new Promise((resolve) => {
    const settle = (told: Tally | string): void => {
      clearTimeout(timer)
      child.removeAllListeners()
      resolve(told)
    }
    const timer = setTimeout(() => settle(`no answer after ${patienceMs} ms`), patienceMs)
    child.once('message', (tally: Tally) => settle(tally))
    child.once('exit', (code, signal) => settle(`the process ended with ${code ?? signal}`))
    child.send(batch)
  })

const lost = (batch: Batch, detail: string): Tally => ({
  ...EMPTY,
  wrong: { crash: 1 },
  findings: [
    { kind: 'crash', family: batch.kind === 'small' ? 'bytes' : '1 MB', again: JSON.stringify(batch), detail },
  ],
})
