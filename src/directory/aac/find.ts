/** Finds in a whole reading of the workspace whom keys name. An address names only the person whose own is equal to it. Pure. */
import { asciiLowerCase } from '../../model/address.ts'
import { type Found, findingKey, type Subject } from '../../model/directory.ts'
import type { RowKey } from '../../model/rows.ts'
import { groupBy } from '../http/group-by.ts'

export function findIn(subjects: readonly Subject[], keys: readonly RowKey[]): ReadonlyMap<string, Found> {
  const byLogin = groupBy(subjects, ({ login }) => login)
  const byId = groupBy(subjects, ({ id }): string => id)
  const find = ({ by, value }: RowKey): Found =>
    by === 'id' ? oneOf(byId.get(value)) : oneOf(byLogin.get(asciiLowerCase(value)))
  return new Map(keys.map((key) => [findingKey(key), find(key)]))
}

function oneOf(subjects: readonly Subject[] = []): Found {
  const [subject, ...others] = subjects
  if (subject === undefined) return { kind: 'absent' }
  if (others.length === 0) return { kind: 'found', subject }
  return { kind: 'ambiguous', detail: `${others.length + 1} people have the address "${subject.login}"` }
}
