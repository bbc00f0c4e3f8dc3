/** What is still to be done to an account as it was read. Says nothing where the reading did not tell, and never guesses. Pure. */
import { asciiLowerCase } from '../../model/address.ts'
import type { Subject, Target } from '../../model/directory.ts'
import type { Operation } from '../../model/vendor.ts'

export function stepsLeft(operation: Operation, subject: Subject, target: Target): readonly string[] | undefined {
  const isDone = IS_DONE[operation](subject, target)
  if (isDone === undefined) return undefined
  return isDone ? [] : [operation]
}

const IS_DONE: Readonly<Record<Operation, (subject: Subject, target: Target) => boolean | undefined>> = {
  delete: () => false,
  deactivate: ({ status }) => (status === 'unknown' ? undefined : status === 'inactive'),
  restore: ({ status }) => (status === 'unknown' ? undefined : status !== 'inactive'),
  rename: ({ login }, { newLogin }) => (newLogin === undefined ? undefined : login === asciiLowerCase(newLogin)),
}
