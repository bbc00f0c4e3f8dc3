/** What is mutated, and the tests that have to notice: of the same room, for a mutant that only a flow test kills takes minutes. */
export interface Group {
  readonly name: string
  readonly mutate: readonly string[]
  /** Globs of mocha. */
  readonly tests: readonly string[]
}

export const GROUPS: readonly Group[] = [
  { name: 'approval', mutate: ['src/approval/*.ts'], tests: ['test/approval/*.test.ts'] },
  { name: 'run', mutate: ['src/run/*.ts'], tests: ['test/run/*.test.ts'] },
  {
    name: 'journal',
    mutate: ['src/store/journal.ts', 'src/store/read-sealed.ts', 'src/store/sealed-line.ts'],
    tests: ['test/store/journal.test.ts'],
  },
  { name: 'audited-journal', mutate: ['src/jobs/audited-journal.ts'], tests: ['test/jobs/audited-journal.test.ts'] },
]
