/** Which stories there are, and which one the command line asks for. Pure. */
import { aac } from './stories/aac.ts'
import { all } from './stories/all.ts'
import { bevy } from './stories/bevy.ts'
import { okta } from './stories/okta.ts'
import { rename } from './stories/rename.ts'
import { webex } from './stories/webex.ts'
import type { Story } from './story.ts'

/** The first is played when none is named. */
export const STORIES: readonly [Story, ...Story[]] = [webex, okta, bevy, aac, rename, all]

/** Undefined when there is no such story, or more than one is named. */
export const storyOf = (args: readonly string[]): Story | undefined => {
  const [name, ...surplus] = args
  if (name === undefined) return STORIES[0]
  return surplus.length > 0 ? undefined : STORIES.find((story) => story.name === name)
}

export const usage = (args: readonly string[]): string =>
  [
    `There is no story "${args.join(' ')}". The stories are:`,
    ...STORIES.map(({ name, about }) => `  npm run demo -- ${name.padEnd(8)} ${about}`),
    '',
  ].join('\n')
