import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'

/** The least ratios of WCAG 2.2, level AA: 1.4.3 for text, 1.4.11 for the edge of what is pressed or filled in. */
const TEXT = 4.5
const EDGE = 3

const STYLES = 'src/sandbox/page/client/styles'
const THEMES = ['light', 'dark'] as const
type Theme = (typeof THEMES)[number]

const colours = new Map(
  [
    ...readFileSync(`${STYLES}/tokens.css`, 'utf8').matchAll(
      /--([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\);/g,
    ),
  ].map(([, name = '', light = '', dark = '']) => [name, { light, dark }] as const),
)

const colour = (name: string, theme: Theme): string => {
  const found = colours.get(name)
  assert.ok(found, `tokens.css has no colour --${name}`)
  return found[theme]
}

/** As WCAG defines it. */
const luminance = (hex: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

const GROUNDS = ['bg', 'surface', 'surface-raised', 'surface-sunken', 'hover']
const TINTS = ['accent-soft', 'good-soft', 'warn-soft', 'bad-soft', 'mention-soft']

const PAIRS: readonly { readonly ink: string; readonly on: readonly string[]; readonly least: number }[] = [
  { ink: 'text', on: [...GROUNDS, ...TINTS], least: TEXT },
  { ink: 'text-soft', on: [...GROUNDS, ...TINTS], least: TEXT },
  { ink: 'text-on-accent', on: ['accent', 'accent-hover', 'good', 'bad'], least: TEXT },
  { ink: 'accent', on: [...GROUNDS, 'accent-soft'], least: TEXT },
  { ink: 'accent-hover', on: GROUNDS, least: TEXT },
  { ink: 'good', on: [...GROUNDS, 'good-soft'], least: TEXT },
  { ink: 'warn', on: [...GROUNDS, 'warn-soft'], least: TEXT },
  { ink: 'bad', on: [...GROUNDS, 'bad-soft'], least: TEXT },
  { ink: 'mention', on: [...GROUNDS, 'mention-soft'], least: TEXT },
  { ink: 'border-strong', on: ['bg', 'surface', 'surface-raised', 'surface-sunken'], least: EDGE },
  { ink: 'focus', on: GROUNDS, least: EDGE },
]

describe('the colours of the page', () => {
  it('know black from white', () => {
    assert.equal(contrast('#000000', '#ffffff'), 21)
    assert.equal(contrast('#767676', '#ffffff').toFixed(2), '4.54')
  })

  for (const theme of THEMES)
    for (const { ink, on, least } of PAIRS)
      it(`show --${ink} at ${least} to 1 in the ${theme} theme`, () => {
        for (const ground of on) {
          const ratio = contrast(colour(ink, theme), colour(ground, theme))
          assert.ok(ratio >= least, `--${ink} on --${ground}: ${ratio.toFixed(2)}`)
        }
      })

  it('are named in tokens.css alone, or made of what is named there', () => {
    const others = readdirSync(STYLES).filter((name) => name !== 'tokens.css')
    assert.ok(others.length > 0)
    for (const name of others) {
      const named = readFileSync(`${STYLES}/${name}`, 'utf8').match(
        /#[\da-f]{3,8}\b|\b(?:rgb|hsl|oklch|oklab)a?\((?!from )/gi,
      )
      assert.deepEqual(named ?? [], [], name)
    }
  })
})
