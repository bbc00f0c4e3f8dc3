/**
 * The measures and colours of cards, close to those of the vendor's clients. Colours are the page's custom properties, so that a card
 * follows the theme without being drawn again and what was typed into it stays.
 */

/** As the public web components of Webex have them, in rem; the card's own text is as large as that of messages. */
const SIZES_REM = { small: 0.8125, default: 0.9375, medium: 1.0625, large: 1.25, extraLarge: 1.5 } as const
const LINE = 1.4
const WEIGHTS = { lighter: 300, default: 400, bolder: 650 } as const

/** The renderer names classes after it, which keeps its own style sheet out. */
export const CLASS_PREFIX = 'card'

/** `rem` is the size of the page's text in pixels: the renderer knows no other unit, and people enlarge text. */
export const hostConfigFor = (rem: number) => ({
  supportsInteractivity: true,
  spacing: { small: 4, default: 8, medium: 16, large: 24, extraLarge: 32, padding: 16 },
  separator: { lineThickness: 1, lineColor: 'var(--border)' },
  fontTypes: { default: font('var(--font)', rem), monospace: font('var(--mono)', rem) },
  lineHeights: inPixels(rem * LINE),
  containerStyles: {
    default: container('transparent'),
    emphasis: container('var(--surface-sunken)'),
    accent: container('var(--accent-soft)'),
    good: container('var(--good-soft)'),
    attention: container('var(--bad-soft)'),
    warning: container('var(--warn-soft)'),
  },
  inputs: {
    label: {
      inputSpacing: 'small',
      requiredInputs: { weight: 'bolder', suffix: ' *', suffixColor: 'attention' },
      optionalInputs: { weight: 'bolder' },
    },
    errorMessage: { color: 'attention', weight: 'default', size: 'small' },
  },
  actions: {
    maxActions: 5,
    spacing: 'medium',
    // The style sheet keeps the distance, so that buttons can wrap.
    buttonSpacing: 0,
    allowTitleToWrap: true,
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
    showCard: { actionMode: 'inline', inlineTopMargin: 12, style: 'emphasis' },
  },
  factSet: {
    title: { weight: 'default', isSubtle: true, wrap: true, maxWidth: 0 },
    value: { weight: 'default', wrap: true },
    spacing: 6,
  },
  textBlock: { headingLevel: 3 },
})

const inPixels = (factor: number) => ({
  small: SIZES_REM.small * factor,
  default: SIZES_REM.default * factor,
  medium: SIZES_REM.medium * factor,
  large: SIZES_REM.large * factor,
  extraLarge: SIZES_REM.extraLarge * factor,
})

const font = (fontFamily: string, rem: number) => ({ fontFamily, fontSizes: inPixels(rem), fontWeights: WEIGHTS })

const container = (backgroundColor: string) => ({
  backgroundColor,
  foregroundColors: {
    default: ink('--text', '--text-soft'),
    dark: ink('--text', '--text-soft'),
    light: ink('--text-soft'),
    accent: ink('--accent'),
    good: ink('--good'),
    warning: ink('--warn'),
    attention: ink('--bad'),
  },
})

/** Subtle colours of the page are chosen for their contrast; a colour with less of it than them would not do. */
const ink = (name: string, subtle = name) => ({ default: `var(${name})`, subtle: `var(${subtle})` })
