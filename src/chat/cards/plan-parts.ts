import type { PlanPartSummary, PlanSummary } from '../../model/plan.ts'
import type { Manifest } from '../manifest.ts'
import type { Escape } from '../markdown.ts'
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
      statuses: statusesOf(part, safe),
      means: manifestOperation(manifest, directory, operation)?.means ?? '',
    }
  })
}

/** `31 ACTIVE (deactivate, delete), 6 DEPROVISIONED (delete)`; the vendor's words are foreign text. */
export function statusesOf(part: PlanPartSummary | undefined, safe: Escape): string {
  if (part === undefined) return ''
  const said = part.statuses.map(({ status, steps, count: total }) => {
    const list = steps.length === 0 ? '' : ` (${steps.map((step) => safe(step)).join(', ')})`
    return `${figure(total)} ${safe(status)}${list}`
  })
  const left = part.planned - part.statuses.reduce((sum, { count: total }) => sum + total, 0)
  return [...said, ...(left > 0 ? [`${figure(left)} others`] : [])].join(', ')
}
