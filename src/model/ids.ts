/**
 * The identifiers that cross rooms. Branded, so that an e-mail can never stand where an immutable id is meant:
 * this tool renames e-mails and deletes by id.
 */
declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** Short enough to type: `J-` and four characters of Crockford's base 32, e.g. `J-7K2Q`. */
export type JobId = Branded<'JobId'>
/** Webex's id of a person, room or message: base64url of `ciscospark://us/PEOPLE/<uuid>` and the like. */
export type PersonId = Branded<'PersonId'>
export type RoomId = Branded<'RoomId'>
export type MessageId = Branded<'MessageId'>
/** A vendor's immutable id of an account, in that vendor's own form. */
export type UserId = Branded<'UserId'>
/** Lower-case hex SHA-256 of the canonical plan. */
export type PlanDigest = Branded<'PlanDigest'>

export const jobId = (text: string): JobId => text as JobId
export const personId = (text: string): PersonId => text as PersonId
export const roomId = (text: string): RoomId => text as RoomId
export const messageId = (text: string): MessageId => text as MessageId
export const userId = (text: string): UserId => text as UserId
export const planDigest = (text: string): PlanDigest => text as PlanDigest
