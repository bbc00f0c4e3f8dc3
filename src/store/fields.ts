/** Small pieces of the schemas by which stored text is read back. A type checked here stays one with the model's by the compiler. */
import { z } from 'zod'
import type { PersonId } from '../model/ids.ts'
import type { PersonRef } from '../model/person.ts'

/** Every key of `T`, the optional ones too: a field that is added to the model and forgotten here does not compile. */
export type Fields<T> = { readonly [K in keyof T]-?: z.ZodType }

/** A branded id or another kind of text that is never empty. */
export const text = <T extends string = string>(): z.ZodType<T> =>
  z.custom<T>((value) => typeof value === 'string' && value !== '', 'expected text that is not empty')

export const count = z.int().nonnegative()

export const personRef: z.ZodType<PersonRef> = z.strictObject({
  id: text<PersonId>(),
  email: z.string(),
  displayName: z.string(),
} satisfies Fields<PersonRef>)
