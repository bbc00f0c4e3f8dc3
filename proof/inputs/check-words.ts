/**
 * Whether foreign text comes through as markup in anything that the chat says. The same is said once more with harmless words in the
 * place of the foreign ones: whatever a renderer would act on in a line must be there, too, and there may not be more lines.
 */
import type { Manifest } from '../../src/chat/manifest.ts'
import { constructsOf, constructsOfCard } from './live-markup.ts'
import { type Said, type Spoken, saidOf } from './said.ts'
import { shown, type Violation } from './violation.ts'

/** Keys under which a job holds what others wrote. */
const FOREIGN: ReadonlySet<string> = new Set([
  'name',
  'file',
  'first',
  'firstPlanned',
  'firstTargets',
  'displayName',
  'email',
  'reason',
  'message',
  'found',
  'expected',
  'next',
  'from',
  'to',
])

/** Empty text stays empty, since a sentence may be left out for it. */
const harmless = (text: string): string => (text.trim() === '' ? text : 'x')

/** A status is a closed word in a job and the vendor's own in the parts of its plan. */
const withHarmless = (value: unknown, isForeign: boolean): unknown => {
  if (typeof value === 'string') return isForeign ? harmless(value) : value
  if (Array.isArray(value)) return value.map((one) => withHarmless(one, isForeign))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === 'statuses' && Array.isArray(one)
        ? one.map((status: object) => ({ ...status, status: 'x' }))
        : withHarmless(one, FOREIGN.has(key)),
    ]),
  )
}

const quiet = ({ evil, fileName, job }: Spoken): Spoken => ({
  evil: harmless(evil),
  fileName: harmless(fileName),
  job: withHarmless(job, false) as Spoken['job'],
})

const linesOf = (
  said: readonly Said[],
): readonly { readonly where: string; readonly line: string; readonly acts: string }[] =>
  said.flatMap(({ where, text, isCard }) =>
    text.split(/\r\n|\r|\n/).map((line) => ({
      where,
      line,
      acts: `${where}: ${(isCard ? constructsOfCard(line) : constructsOf(line)).join(' ')}`,
    })),
  )

/** A list of names may be cut short, and says so in a line of its own. */
const MORE_LINES = 1

export const checkWords = (spoken: Spoken, manifest: Manifest): readonly Violation[] => {
  const lines = linesOf(saidOf(spoken, manifest))
  const expected = linesOf(saidOf(quiet(spoken), manifest))
  const known = new Set(expected.map(({ acts }) => acts))
  const bad = lines.find(({ acts }) => !known.has(acts))
  if (bad !== undefined) return [{ kind: 'markup', detail: `${bad.acts} in ${shown(bad.line)}` }]
  return lines.length <= expected.length + MORE_LINES
    ? []
    : [{ kind: 'markup', detail: `${lines.length} lines are said in the place of ${expected.length}` }]
}
