/** Looks for secrets in text, in every form in which they could stand there. Pure. */

export interface Leak {
  readonly place: string
  /** What leaked, never its value. */
  readonly name: string
  readonly form: string
}

/** Shorter remnants of base64 could be anything. */
const LEAST = 12

export const leaksIn = (
  secrets: readonly (readonly [name: string, value: string])[],
  texts: readonly (readonly [place: string, text: string])[],
): readonly Leak[] => {
  const wanted = secrets.flatMap(([name, value]) => formsOf(value).map(([form, text]) => ({ name, form, text })))
  return texts.flatMap(([place, text]) =>
    wanted.filter((one) => text.includes(one.text)).map(({ name, form }) => ({ place, name, form })),
  )
}

export const formsOf = (value: string): readonly (readonly [form: string, text: string])[] => {
  const forms: readonly (readonly [string, string])[] = [
    ['as it is', value],
    ['URL-encoded', encodeURIComponent(value)],
    ['as form data', new URLSearchParams({ '': value }).toString().slice(1)],
    ['escaped for JSON', JSON.stringify(value).slice(1, -1)],
    ['escaped for JSON twice', JSON.stringify(JSON.stringify(value)).slice(3, -3)],
    ...[0, 1, 2].flatMap((shift) => [
      ['in base64', inBase64(value, shift)] as const,
      ['in base64url', inBase64(value, shift).replaceAll('+', '-').replaceAll('/', '_')] as const,
    ]),
  ]
  return forms.filter(([form, text]) => text.length >= (form.includes('base64') ? LEAST : 1))
}

/** The middle of it, which is the same whatever stands before and behind: `shift` bytes come before it. */
const inBase64 = (value: string, shift: number): string => {
  const whole = Buffer.from('\0'.repeat(shift) + value)
    .toString('base64')
    .replace(/=+$/, '')
  return whole.slice(shift === 0 ? 0 : shift + 1, -1)
}
