import type { JobPolicy } from '../jobs/context.ts'
import type { ApprovalState } from '../model/approval.ts'
import type { Escape } from './markdown.ts'
import { count, listed } from './quantities.ts'
import type { unitOf } from './task-words.ts'

/** How many approvals are needed, why so many, and whose are there. Names pass the escape that the caller hands in. */

type Unit = ReturnType<typeof unitOf>

/** `2 needed: more than 10 users; none given yet` */
export function approvalsWords({ required, secondAbove, reviews }: ApprovalState, unit: Unit, safe: Escape): string {
  const needed = `${required} needed${secondAbove === undefined ? '' : `: more than ${count(secondAbove, unit)}`}`
  const between = secondAbove === undefined ? ',' : ';'
  const given = reviews.filter(({ verdict }) => verdict === 'approve')
  if (given.length === 0) return `${needed}${between} none given yet`
  return `${needed}${between} given by ${listed(given.slice(0, 3).map(({ by }) => safe(by.displayName)))}`
}

/** For whoever asks what the bot does, before there is a job. */
export function approvalRuleWords({
  approvalsRequired,
  secondApprovalAbove: above,
}: Pick<JobPolicy, 'approvalsRequired' | 'secondApprovalAbove'>): string {
  const always = `Each job needs ${count(approvalsRequired, 'approval')} by somebody else than the requester`
  if (above === undefined || approvalsRequired >= 2) return `${always}.`
  return `${always}; more than ${count(above, 'user')} in one job need 2.`
}
