/** Makes accounts of people: what the People API tells of them, and what only SCIM knows. Adds nothing that neither has told. */
import type { Subject } from '../../model/directory.ts'
import { mapInPieces } from '../../model/pause.ts'
import type { Administrators } from './admin-roles.ts'
import type { Standing } from './check.ts'
import { keyOf, uuidOf } from './ids.ts'
import type { WebexPerson } from './schema.ts'
import { type Asking, type MarksByUuid, readAllMarks, readMarks } from './scim-marks.ts'
import { subjectOf, withMarks } from './subject.ts'

interface Marking extends Asking {
  /** Begun before it was known who is found. */
  readonly allMarks: Promise<MarksByUuid | undefined>
}

export interface Describing extends Marking {
  readonly outline: (person: WebexPerson) => Subject
}

/**
 * What the People API tells of a person, made once. To be asked for as soon as the person is seen: of many people most of the time goes
 * by in waiting for the next page.
 */
export function outlining(
  administrators: Administrators,
  callingLicences: ReadonlySet<string> | undefined,
): (person: WebexPerson) => Subject {
  const outlines = new WeakMap<WebexPerson, Subject>()
  return (person) => {
    const outline = outlines.get(person) ?? subjectOf(person, administrators, { callingLicences })
    outlines.set(person, outline)
    return outline
  }
}

export async function describePeople(
  standing: Standing,
  people: readonly WebexPerson[],
  { outline, ...marking }: Describing,
): Promise<(person: WebexPerson) => Subject> {
  const [marks] = await Promise.all([marksOf(standing, people, marking), mapInPieces(people, outline)])
  return (person) => withMarks(outline(person), person, marks?.get(keyOf(person)))
}

/** For `Describing`, to be begun first. Undefined where SCIM may not be read, or single lookups may cost fewer calls. */
export async function allMarksOf(
  { scim, canReadScim }: Standing,
  lookedFor: number,
  asking: Asking,
): Promise<MarksByUuid | undefined> {
  return canReadScim ? readAllMarks(scim, lookedFor, asking) : undefined
}

/** For people of the own organisation; undefined where SCIM may not be read. */
async function marksOf(
  { me, scim, canReadScim }: Standing,
  people: readonly WebexPerson[],
  { allMarks, ...asking }: Marking,
): Promise<MarksByUuid | undefined> {
  if (!canReadScim) return undefined
  const own = await mapInPieces(people, ({ id, orgId }) => (orgId === me.orgId ? uuidOf('PEOPLE', id) : undefined))
  const uuids = new Set(own.filter((uuid) => uuid !== undefined))
  if (uuids.size === 0) return new Map()
  return (await allMarks) ?? readMarks(scim, [...uuids], asking)
}
