import type { PlanWarning } from '../model/plan.ts'
import type { DirectoryName, Operation } from '../model/vendor.ts'
import type { Escape } from './markdown.ts'
import { count, firstOf, utc } from './quantities.ts'
import { unitOf } from './task-words.ts'
import { DIRECTORY_WORDS, directoriesListed, type Sentences, tell } from './words.ts'

/** What an approver has to beware of, each as a sentence. Names pass the escape that the caller hands in. */

/** Of the plan that is warned of. */
export interface WarnedOf {
  /** A place is named only where there are several. */
  readonly directories: readonly DirectoryName[]
  readonly operation: Operation
}

/** What a directory sync may do to it, and what prevents that. */
const SYNC_WORDS = {
  delete: { may: 'bring them back', next: 'Remove them at the source, too.' },
  deactivate: { may: 'make them active again', next: 'Change them at the source, too.' },
  restore: { may: 'take it back', next: 'Change them at the source, too.' },
  rename: { may: 'bring the old addresses back', next: 'Change them at the source, too.' },
} as const satisfies Record<Operation, { readonly may: string; readonly next: string }>

const warningSentences = (safe: Escape, { directories, operation }: WarnedOf): Sentences<PlanWarning> => {
  const sync = SYNC_WORDS[operation]
  const unit = unitOf(directories.length)
  const names = ({ first, count: total }: { readonly first: readonly string[]; readonly count: number }): string =>
    first.length === 0
      ? ''
      : `: ${firstOf(
          first.map((name) => safe(name)),
          total,
          3,
        )}`
  return {
    'no-undo': ({ directories: final }) => {
      const where = directories.length < 2 ? '' : ` in ${directoriesListed(final)}`
      return `NO UNDO: what is done${where} cannot be taken back, neither by Twokey nor by an administrator.`
    },
    admins: (warning) =>
      `${count(warning.count, 'administrator is', 'administrators are')} among them${names(warning)}.`,
    'admins-unknown': ({ directories: blind }) =>
      `${directoriesListed(blind)} does not tell who administers it: administrators among these accounts are neither recognised nor shielded. Look for them in the plan file.`,
    'recently-active': (warning) =>
      `${count(warning.count, `${unit} was`, `${unit}s were`)} active in the last ${warning.days === 1 ? 'day' : count(warning.days, 'day')}${names(warning)}.`,
    synced: (warning) =>
      `${count(warning.count, `${unit} comes`, `${unit}s come`)} from a directory sync, which may ${sync.may}${names(warning)}. ${sync.next}`,
    'sync-unknown': () =>
      `The credential cannot tell which users come from a directory sync, which may ${sync.may}. ${sync.next}`,
    'phones-wiped': (warning) =>
      `${count(warning.count, `${unit} has a desk phone`, `${unit}s have desk phones`)} that will be reset to factory settings${names(warning)}.`,
    'domains-unchecked': () =>
      'Whether the new domains are verified was not checked: no list of verified domains is configured, and Webex tells none.',
    'credential-ends': ({ directory, expiresAt }) =>
      `The credential for ${DIRECTORY_WORDS[directory]} ends at ${utc(expiresAt)}: approve early enough for the work to be done by then.`,
  } as const satisfies Sentences<PlanWarning>
}

export const warningWords = (warning: PlanWarning, safe: Escape, of: WarnedOf): string =>
  tell(warningSentences(safe, of), warning)

/** No undo first, then the rest as planned. */
export const loudestFirst = (warnings: readonly PlanWarning[]): readonly PlanWarning[] =>
  [...warnings].sort((a, b) => Number(b.code === 'no-undo') - Number(a.code === 'no-undo'))
