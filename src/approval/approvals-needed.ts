import type { ApprovalState } from '../model/approval.ts'

/** How many people beside the requester have to want a plan. Must never come to fewer than the configuration asks for. */

export interface ApprovalsPolicy {
  /** For every job; at least 1. */
  readonly approvalsRequired: number
  /** Two are needed for more users than this; undefined where the number makes no difference. */
  readonly secondApprovalAbove?: number
}

/** `count` is of users that will be changed; a person in two directories is counted in both. */
export function approvalsNeeded(
  count: number,
  { approvalsRequired, secondApprovalAbove: above }: ApprovalsPolicy,
): Pick<ApprovalState, 'required' | 'secondAbove'> {
  if (above === undefined || count <= above || approvalsRequired >= 2) return { required: approvalsRequired }
  return { required: 2, secondAbove: above }
}
