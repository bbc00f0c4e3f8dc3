import { type PlanSummary, SKIP_CODES } from '../../model/plan.ts'
import type { Manifest } from '../manifest.ts'
import { type Escape, SENTENCE } from '../markdown.ts'
import { manifestOperation } from '../offers.ts'
import { count, figure, firstOf, shortDigest } from '../quantities.ts'
import { keepWords, unitOf } from '../task-words.ts'
import { loudestFirst, warningWords } from '../warning-words.ts'
import { directoriesListed, OPERATION_WORDS, SKIP_WORDS } from '../words.ts'
import { type Facts, factsOf } from './plan-facts.ts'
import { type PartWords, partsOf } from './plan-parts.ts'
import type { PlanView } from './plan-view.ts'

/**
 * What is said of a plan, once for the card and for the text beside it, so that both carry the same facts.
 * Every piece of foreign text passes the escape that the caller hands in, and every list is cut.
 */

export interface PlanWords {
  readonly title: string
  readonly askedBy: string
  /** What is done in the directory, where there is only one. */
  readonly means: string
  /** The first is the loudest. */
  readonly warnings: readonly string[]
  readonly facts: Facts
  /** One for each directory, where there are several. */
  readonly parts: readonly PartWords[]
  /** What the numbers count, for who has to type one. */
  readonly unit: 'user' | 'account'
  readonly skipTitle: string
  readonly skips: readonly string[]
  readonly notes: readonly string[]
  readonly digest: string
}

const SKIPS_SHOWN = SKIP_CODES.length
const NOTES_SHOWN = 3
const WARNINGS_SHOWN = 8

/** `names` is how many names at most stand beside a number; 0 for none. */
export function planWords(view: PlanView, safe: Escape, names: number): PlanWords {
  const { job, summary, requester, digest, manifest } = view
  const parts = partsOf(summary, manifest, safe, names)
  return {
    title: titleOf(summary),
    askedBy: `${job}, asked by ${safe(requester.displayName)} (${safe(requester.email)})`,
    means: parts.length > 0 ? '' : meansOf(summary, manifest),
    warnings: [...warningsOf(summary, safe, names), ...usualReviewerOf(view, safe)],
    facts: factsOf(view, safe, names),
    parts,
    unit: unitOf(summary.parts.length),
    skipTitle: `${summary.keep ? 'Left alone' : 'Skipped'}: ${count(skippedRows(summary), 'row')}`,
    skips: skipsOf(summary, safe, names),
    notes: view.notes.slice(0, NOTES_SHOWN).map((note) => safe(note, SENTENCE)),
    digest: `Plan ${shortDigest(digest)}: the fingerprint (SHA-256) of exactly this list of users. An approval counts for this plan and no other.`,
  }
}

function titleOf(summary: PlanSummary): string {
  const { operation, planned, keep, parts } = summary
  if (keep) return `Remove ${keepWords(summary)}?`
  const changed = parts.filter((part) => part.planned > 0).map(({ directory }) => directory)
  const where = parts.length > 1 && changed.length > 0 ? ` in ${directoriesListed(changed)}` : ''
  if (operation === 'rename') return `Rename ${ofThem(planned, unitOf(summary.parts.length))}${where}?`
  return `${OPERATION_WORDS[operation].verb} ${count(planned, unitOf(summary.parts.length))}${where}?`
}

/** `1 user's e-mail address`, `12 users' e-mail addresses` */
const ofThem = (planned: number, unit: string): string =>
  planned === 1 ? `1 ${unit}'s e-mail address` : `${count(planned, unit)}' e-mail addresses`

const meansOf = ({ operation, parts }: PlanSummary, manifest: Manifest): string =>
  parts.map(({ directory }) => manifestOperation(manifest, directory, operation)?.means ?? '').join('')

const skippedRows = ({ skipped }: PlanSummary): number => skipped.reduce((sum, skip) => sum + skip.count, 0)

function warningsOf({ warnings, parts, operation }: PlanSummary, safe: Escape, names: number): readonly string[] {
  const of = { directories: parts.map(({ directory }) => directory), operation }
  const shown = loudestFirst(warnings)
    .slice(0, WARNINGS_SHOWN)
    .map((warning) => ('first' in warning ? { ...warning, first: warning.first.slice(0, names) } : warning))
  const left = warnings.length - shown.length
  const said = shown.map((warning) => warningWords(warning, safe, of))
  return left > 0 ? [...said, `${count(left, 'more warning')}: see the plan file`] : said
}

/** Two who always turn the keys for each other may have stopped looking. */
const usualReviewerOf = ({ usualReviewer: usual }: PlanView, safe: Escape): readonly string[] =>
  usual === undefined
    ? []
    : [
        `The last ${figure(usual.times)} approvals for this requester were by the same person (${safe(usual.by.displayName)}).`,
      ]

function skipsOf({ skipped }: PlanSummary, safe: Escape, names: number): readonly string[] {
  const shown = skipped.slice(0, SKIPS_SHOWN).map(({ code, count: total, first }) => {
    const rows = first.slice(0, names)
    const who = rows.map(({ name, file, line, directories = [] }) => {
      const where = directories.length === 0 ? '' : `, ${directoriesListed(directories)}`
      return `${safe(name)} (${safe(file)} line ${line}${where})`
    })
    // A row counts in each directory in which it is skipped, and is named once.
    const named = rows.reduce((sum, { directories = [] }) => sum + Math.max(1, directories.length), 0)
    const list = firstOf(who, total - named + who.length, names)
    return `${total} × ${SKIP_WORDS[code].label}${list === '' ? '' : `: ${list}`}`
  })
  const left = skipped.length - shown.length
  return left > 0 ? [...shown, `${count(left, 'more reason')}: see the plan file`] : shown
}
