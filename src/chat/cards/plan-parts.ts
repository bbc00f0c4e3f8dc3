import type { PlanPartSummary, PlanSummary } from '../../model/plan.ts'
import type { Manifest } from '../manifest.ts'
import type { ClipLimits, Escape } from '../markdown.ts'
import { manifestOperation } from '../offers.ts'
import { count, figure } from '../quantities.ts'
import { DIRECTORY_WORDS } from '../words.ts'

/** What a plan comes to in each of its directories, in words. Every number stays, whatever else has to give way. */

export interface PartWords {
  /** `Okta, Example: 37 accounts` */
  readonly title: string
  readonly statuses: string
  /** What the operation is there. */
  readonly means: string
}

/** Empty for a plan in one directory, whose card says it as a whole. */
export function partsOf(
  { parts, tenants, operation }: PlanSummary,
  manifest: Manifest,
  safe: Escape,
  names: number,
): readonly PartWords[] {
  if (parts.length < 2) return []
  return parts.map((part, at) => {
    const { directory, planned, kept } = part
    const tenant = tenants[at]
    const whose = tenant === undefined ? '' : `, ${safe(tenant.name)}`
    const users =
      kept === undefined || tenant === undefined
        ? count(planned, 'account')
        : `remove ${figure(planned)} of ${figure(tenant.population)}; keep ${figure(kept)}`
    return {
      title: `${DIRECTORY_WORDS[directory]}${whose}: ${users}`,
      statuses: statusesOf(part, safe, names),
      means: manifestOperation(manifest, directory, operation)?.means ?? '',
    }
  })
}

/** A vendor's word for a status, or a step in a few words. Short, because four directories with eight statuses each have to fit. */
const WORD: ClipLimits = { graphemes: 32, bytes: 48 }
const STEPS_SHOWN = 4

/**
 * `31 ACTIVE (deactivate, delete), 6 DEPROVISIONED (delete)`; the vendor's words are foreign text. Without names, `(2 steps)` instead of
 * what they are.
 */
export function statusesOf(part: PlanPartSummary | undefined, safe: Escape, names: number): string {
  if (part === undefined) return ''
  const said = part.statuses.map(
    ({ status, steps, count: total }) => `${figure(total)} ${safe(status, WORD)}${stepsOf(steps, safe, names)}`,
  )
  const left = part.planned - part.statuses.reduce((sum, { count: total }) => sum + total, 0)
  return [...said, ...(left > 0 ? [`${figure(left)} others`] : [])].join(', ')
}

function stepsOf(steps: readonly string[], safe: Escape, names: number): string {
  if (steps.length === 0) return ''
  if (names === 0) return ` (${count(steps.length, 'step')})`
  const shown = steps.slice(0, STEPS_SHOWN).map((step) => safe(step, WORD))
  return ` (${shown.join(', ')})`
}
