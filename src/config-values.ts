import { z } from 'zod'
import { asciiLowerCase } from './model/address.ts'

/** The forms that the value of a variable can have, each with the words that an operator reads when it has another. */

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Without wildcards, brackets and sub-domain dots: an entry that is meant to match more than itself would match nobody, unseen. */
const ADDRESS = /^[^\s@*?<>"]+@[^\s@*?<>".][^\s@*?<>"]*$/
const WHOLE_DOMAIN = /^@[^\s@*?<>".][^\s@*?<>"]*$/
const DOMAIN = /^[^\s@*?<>".][^\s@*?<>"]*\.[^\s@*?<>".]+$/

export const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => asciiLowerCase(item.trim()))
    .filter((item) => item !== ''),
)
export const addresses = commaList.refine((list) => list.every((item) => ADDRESS.test(item)), {
  error: 'must be e-mail addresses with commas between them',
})
export const protectedList = commaList.refine(
  (list) => list.every((item) => ADDRESS.test(item) || WHOLE_DOMAIN.test(item)),
  { error: 'must be e-mail addresses or whole @domains, without wildcards, with commas between them' },
)
export const domains = commaList.refine((list) => list.every((item) => DOMAIN.test(item)), {
  error: 'must be domains such as example.com, without @ and wildcards, with commas between them',
})
export const address = z
  .string()
  .transform(asciiLowerCase)
  .refine((text) => ADDRESS.test(text), { error: 'must be an e-mail address' })
export const whole = (least: number, most: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((n) => n >= least && n <= most, { error: `must be from ${least} to ${most}` })
export const share = z
  .string()
  .regex(/^(0(\.\d+)?|1(\.0+)?)$/, 'must be a number above 0 and up to 1, such as 0.2')
  .transform(Number)
  .refine((n) => n > 0, { error: 'must be above 0' })
/** In milliseconds. */
export const duration = z
  .string()
  .regex(/^\d{1,6}[smhd]$/, 'must be a number and a unit, such as 30m, 24h or 7d')
  .transform((text) => Number(text.slice(0, -1)) * (UNITS_MS[text.slice(-1)] ?? 0))
  .refine((ms) => ms > 0, { error: 'must be longer than nothing' })
export const url = z.string().refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
  error: 'must be an address that begins with https://',
})
export const yesNo = z.enum(['yes', 'no'], { error: 'must be yes or no' }).transform((word) => word === 'yes')
/** A path on the vendor's host in which `{id}` or another name in braces stands for a value. */
export const pathTemplate = (name: string) =>
  z.string().refine((text) => text.startsWith('/') && text.includes(`{${name}}`), {
    error: `must be a path that begins with / and holds {${name}}`,
  })
export const statusCodes = commaList
  .refine((list) => list.length > 0 && list.every((item) => /^2\d\d$/.test(item)), {
    error: 'must be HTTP status codes from 200 to 299 with commas between them',
  })
  .transform((list) => list.map(Number))
