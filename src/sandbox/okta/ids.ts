/** The vendor's identifiers: three characters that tell the kind, then seventeen letters and digits; case counts. */
import { seededRandom } from '../administration/random.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** `00u` a person, `00g` a group, `0oa` an app, `oae` an error. */
export const oktaId = (prefix: string, ...seed: readonly (string | number)[]): string =>
  prefix + letters(17, prefix, ...seed)

/** As many letters and digits as asked for, the same from the same seed. */
export function letters(count: number, ...seed: readonly (string | number)[]): string {
  const random = seededRandom(...seed)
  return Array.from({ length: count }, () => ALPHABET[random.integer(ALPHABET.length)]).join('')
}
