/** The shapes that the families of attacks are made of. */
import type { AnswerKind } from './answers.ts'
import type { Cast } from './cast.ts'
import type { Name } from './crowd.ts'
import type { Owed, Place } from './ledger.ts'
import type { Draw } from './random.ts'
import type { Asked } from './requests.ts'
import type { Stage } from './stage.ts'

/** What the attacks are aimed at, at this moment. */
export interface Aim {
  readonly stage: Stage
  readonly cast: Cast
  readonly draw: Draw
  /** Wait for approval, one of them only for a while. */
  readonly pending: readonly Asked[]
  /** Were decided, and their cards taken away. */
  readonly decided: readonly Asked[]
}

export interface Attack {
  /** Absent where the room must hear nothing of it. */
  readonly answer?: Owed
  /** Does it; false when the one who was called answered otherwise than it had to. */
  readonly send: () => Promise<boolean>
}

export interface Family {
  readonly name: string
  /** How often it comes, beside the others. */
  readonly weight: number
  /** How each of its attacks is to be answered, for the reader of the evidence. */
  readonly promise: string
  /** Undefined where there is nothing to aim at just now. */
  readonly make: (aim: Aim) => Attack | undefined
}

export type Inputs = Readonly<Record<string, unknown>>

/** An answer in the thread of a job. */
export const inThreadOf = ({ room, rootUuid }: Pick<Asked, 'room' | 'rootUuid'>): Place => ({
  roomUuid: room.uuid,
  rootUuid,
})

export const owed = (place: Place, kind: AnswerKind): Owed => ({ place, kind })

export const outsiderKind = (name: Name): AnswerKind => (name === 'robot' ? 'only-people' : 'not-for-you')
