/**
 * The records of one job as sentences, in the order of time. Pure. Must never give out a text of somebody else but through `clean`.
 */
import type { AuditEvent } from '../model/audit.ts'

/** Makes foreign text harmless for the place where the story is shown. */
export type Escape = (text: string) => string

/** One line each, without newlines; empty when there is no record. */
export function tellStory(job: string, events: readonly AuditEvent[], clean: Escape): readonly string[] {
  const told = inTime(events).map((event) => escaped(event, clean))
  if (told.length === 0) return []
  return [`Job ${clean(job)}`, ...stretches(told).flatMap(linesOf), ...totalOf(told)]
}

/** A record that was added after a death has the time of what it is of. */
const inTime = (events: readonly AuditEvent[]): readonly AuditEvent[] =>
  events.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))

const escaped = (event: AuditEvent, clean: Escape): AuditEvent =>
  Object.fromEntries(Object.entries(event).map(([key, text]) => [key, clean(String(text))])) as unknown as AuditEvent

const EFFECT = 'user-'
const isEffect = ({ what }: AuditEvent): boolean => what.startsWith(EFFECT)

/** Effects that nothing came between are told together. */
function stretches(events: readonly AuditEvent[]): readonly (readonly AuditEvent[])[] {
  const all: AuditEvent[][] = []
  for (const event of events) {
    const latest = all.at(-1)
    if (latest?.[0] !== undefined && isEffect(latest[0]) && isEffect(event)) latest.push(event)
    else all.push([event])
  }
  return all
}

function linesOf(stretch: readonly AuditEvent[]): readonly string[] {
  const [first] = stretch
  if (first === undefined) return []
  if (!isEffect(first)) return [`${first.at}  ${sentenceOf(first)}${ofPlan(first)}`]
  const until = stretch.at(-1)?.at ?? first.at
  return [
    `${first.at}  ${counted(stretch)}${until === first.at ? '' : `, until ${until}`}${ofPlan(first)}`,
    ...stretch.filter(isWorthNaming).map(({ at, what, whom, directory, detail }) => {
      const why = detail === undefined ? '' : `: ${detail}`
      return `    ${at}  ${directory ?? 'a directory'} ${whom ?? 'an account that the plan does not name'} ${what.slice(EFFECT.length)}${why}`
    }),
  ]
}

const isWorthNaming = ({ what }: AuditEvent): boolean =>
  !['user-done', 'user-already-done', 'user-cancelled'].includes(what)

const ofPlan = ({ what, digest }: AuditEvent): string =>
  digest !== undefined && ['planned', 'approved', 'rejected'].includes(what) ? ` (plan ${digest})` : ''

const counted = (events: readonly AuditEvent[]): string => {
  const counts = new Map<string, number>()
  for (const { what } of events) counts.set(what, (counts.get(what) ?? 0) + 1)
  const parts = [...counts].map(([what, count]) => `${count} ${what.slice(EFFECT.length)}`)
  return `${events.length} ${events.length === 1 ? 'account' : 'accounts'}: ${parts.join(', ')}`
}

const totalOf = (events: readonly AuditEvent[]): readonly string[] => {
  const effects = events.filter(isEffect)
  return effects.length === 0 ? [] : [`In all ${counted(effects)}.`]
}

function sentenceOf({ what, who, detail }: AuditEvent): string {
  const reason = detail === undefined ? '' : `, with the reason "${detail}"`
  const said = detail ?? ''
  switch (what) {
    case 'requested':
      return `${who} asked for: ${said}`
    case 'planned':
      return `dry run: ${said}`
    case 'refused':
      return `refused before anybody was asked: ${said}`
    case 'approved':
      return `approved by ${who}${reason}`
    case 'rejected':
      return `rejected by ${who}${reason}`
    case 'approve-refused':
      return `${who} tried to approve and was refused: ${said}`
    case 'approval-voided':
      return `an approval counts no more: ${said}`
    case 'withdrawn':
      return `withdrawn by ${who}`
    case 'expired':
      return 'nobody approved it in time'
    case 'superseded':
      return `a newer request of ${who} took its place${detail === undefined ? '' : ` (${detail})`}`
    case 'pause-asked':
    case 'resume-asked':
    case 'cancel-asked':
      return `${who} asked to ${what.slice(0, -'-asked'.length)} it`
    case 'retry-asked':
      return `${who} asked to take up what was left of it, ${said}`
    case 'undo-asked':
      return `${who} asked to take it back, ${said}`
    case 'undo-refused':
      return `${who} asked to take it back, which cannot be done in: ${said}`
    case 'picked-up':
      return `taken up again where it stood, ${said}`
    case 'kept-before':
      return `kept before the first effect: ${said}`
    case 'paused':
      return `stood still: ${said}`
    case 'completed':
    case 'cancelled':
    case 'stopped':
      return `${what}: ${said}`
    case 'purged':
      return `its files were removed: ${said}`
    default:
      return `${what} by ${who}${detail === undefined ? '' : `: ${detail}`}`
  }
}
