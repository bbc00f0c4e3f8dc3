/** One decision or effect, for somebody who asks a year later. Holds no token and no cell of a CSV. */
export interface AuditEvent {
  readonly at: string
  readonly job?: string
  /** `requested`, `approved`, `refused`, `user-done` … */
  readonly what: string
  /** E-mail and person id of who decided; `twokey` for what the program did on its own. */
  readonly who: string
  /** Vendor id of the account, where there is one. */
  readonly whom?: string
  /** Whose id `whom` is: vendors that number their users have the same numbers. */
  readonly directory?: string
  readonly digest?: string
  readonly detail?: string
}

export interface AuditLog {
  /** Resolves when the records are fsynced. */
  append(events: readonly AuditEvent[]): Promise<void>
  /** Hash of the last record that is on the disk; whoever keeps it elsewhere can show that nothing was cut off or written anew. */
  head(): string
  /** What was recorded of these jobs, oldest first, in pieces of many. */
  of(jobs: ReadonlySet<string>): AsyncIterable<readonly AuditEvent[]>
}
