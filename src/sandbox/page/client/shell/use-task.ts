/** Something that a visitor asked for and that may fail: whether it is under way, and why it was not done. */
import { useState } from 'preact/hooks'
import { wordsOf } from '../error-words.ts'

export interface Task {
  readonly isBusy: boolean
  /** Empty unless the last one failed. */
  readonly problem: string
  /** Does nothing while another one is under way. */
  run(task: () => Promise<unknown>): void
}

export const useTask = (): Task => {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const perform = async (task: () => Promise<unknown>): Promise<void> => {
    setBusy(true)
    setProblem('')
    try {
      await task()
    } catch (error) {
      setProblem(wordsOf(error))
    }
    setBusy(false)
  }
  return {
    isBusy,
    problem,
    run: (task) => {
      if (!isBusy) void perform(task)
    },
  }
}
