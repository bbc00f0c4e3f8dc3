import type { FreezeAnswer } from '../jobs/freeze-all.ts'
import type { ThawAnswer } from '../jobs/thaw-all.ts'
import type { Freeze } from '../model/freeze.ts'
import type { JobId } from '../model/ids.ts'
import { markdownText, sentenceOf } from './markdown.ts'
import { count, listed, utc } from './quantities.ts'

/** The kill switch in words: short, since whoever needs them has a phone in the hand. Foreign text is escaped here. */

/** Who, when and why. */
const told = ({ by, at, reason }: Freeze): string =>
  `since ${utc(at)} by ${markdownText(by.displayName)}${reason === '' ? '.' : `: ${sentenceOf(reason)}`}`

const HOW_TO_THAW = 'Another approver types `thaw`.'

/** Above whatever else is said of jobs while it lasts. */
export const frozenWords = (freeze: Freeze): string => `❄ **Everything is frozen** ${told(freeze)} ${HOW_TO_THAW}`

/** On a card that waits for a second key. */
export const frozenNote = (freeze: Freeze): string =>
  `Everything is frozen since ${utc(freeze.at)}: no approval is taken until another approver than ${freeze.by.displayName} types "thaw".`

export const freezeWords = (answer: FreezeAnswer): string => {
  switch (answer.kind) {
    case 'frozen':
      return (
        `❄ **Everything is frozen.** ${stoppedWords(answer.stopped)} Nothing is sent but what was under way, and nothing is approved. ` +
        `\`cancel <job>\` still works. ${HOW_TO_THAW}`
      )
    case 'frozen-before':
      return frozenWords(answer.freeze)
    case 'may-not-freeze':
      return 'You may not do that: `freeze` is for requesters and approvers.'
    case 'not-kept':
      return (
        `**Nothing is frozen:** the disk refused to keep it, so it would not outlive a restart: ${sentenceOf(answer.message)} ` +
        'Type `pause <job>` for each job that runs, and have an operator stop the bot.'
      )
  }
}

const stoppedWords = (jobs: readonly JobId[]): string =>
  jobs.length === 0 ? 'No run is under way.' : `${count(jobs.length, 'run stops', 'runs stop')}: ${namesOf(jobs)}.`

export const thawWords = (answer: ThawAnswer): string => {
  switch (answer.kind) {
    case 'thawed':
      return `**Thawed.** ${answer.goingOn.length === 0 ? 'No job goes on by it.' : `These go on: ${namesOf(answer.goingOn)}.`} Jobs that were paused otherwise stay paused.`
    case 'not-frozen':
      return 'Nothing is frozen. Type `jobs` to see where things stand.'
    case 'own-freeze':
      return `You froze everything yourself at ${utc(answer.freeze.at)}; it takes another approver to thaw it.`
    case 'may-not-thaw':
      return 'You may not do that: `thaw` is for approvers, and for another one than who froze.'
  }
}

const JOBS_NAMED = 10

const namesOf = (jobs: readonly JobId[]): string =>
  listed([
    ...jobs.slice(0, JOBS_NAMED).map((id) => `\`${id}\``),
    ...(jobs.length > JOBS_NAMED ? [`${jobs.length - JOBS_NAMED} more`] : []),
  ])
