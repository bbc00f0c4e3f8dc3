/**
 * Lets asynchronous work go one at a time, in the order of asking; one that throws does not stop the next. What the work resolves with
 * is not held, whoever asks next or not: it may be a whole plan.
 */

export type Turns = <T>(work: () => Promise<T>) => Promise<T>

export function takeTurns(): Turns {
  let last: Promise<void> = Promise.resolve()
  return (work) => {
    const turn = last.then(work)
    last = turn.then(ignore, ignore)
    return turn
  }
}

const ignore = (): void => undefined
