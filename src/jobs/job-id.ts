import type { Random } from '../model/clock.ts'
import { type JobId, jobId } from '../model/ids.ts'

/** Crockford's base 32: no I, L, O or U, so that nobody mistypes a letter for a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** `J-` and four characters; a million of them, so the caller draws again when one is taken. */
export const drawJobId = (random: Random): JobId =>
  jobId(`J-${Array.from({ length: 4 }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join('')}`)
