/** Which findings stand beside which field, and what is said of all of them. */
import type { Finding } from '../../protocol.ts'

export const findingsAt = (findings: readonly Finding[], field: string): readonly Finding[] =>
  findings.filter((finding) => finding.field === field)

/** Those that have no place beside a field that is shown. */
export const findingsElsewhere = (findings: readonly Finding[], shown: readonly string[]): readonly Finding[] =>
  findings.filter(({ field }) => field === undefined || !shown.includes(field))

export const summaryOf = (findings: readonly Finding[]): string => {
  const toMend = findings.filter(({ tone }) => tone === 'bad').length
  const toKnow = findings.filter(({ tone }) => tone === 'warning').length
  if (toMend > 0) return `${things(toMend)} to mend before this can be saved.`
  if (toKnow > 0) return `This can be saved. ${things(toKnow)} to know first.`
  return 'All of it is good. It can be saved.'
}

const things = (count: number): string => (count === 1 ? 'One thing' : `${count} things`)
