import assert from 'node:assert/strict'
import fc from 'fast-check'
import { CELL, cardText, clip, markdownText, plainText } from '../../src/chat/markdown.ts'
import { HOSTILE } from './job-fixtures.ts'

/** Fragments that meet in ways which single characters rarely do. */
const markup = fc.constantFrom(
  '<@all>',
  '<@',
  '[a](',
  '](',
  '://',
  'http',
  '**',
  '__',
  '_',
  '`',
  '\n',
  '\r',
  '&lt;',
  '- ',
  '1. ',
  '# ',
  '{{',
  '\\',
  '\u2028',
  '\u202E',
)
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.array(fc.oneof(markup, fc.string({ maxLength: 4 })), { maxLength: 20 }).map((parts) => parts.join('')),
  fc.constantFrom(...HOSTILE),
)

/** What a markdown engine still takes for markup once it has read the escapes as plain characters. */
const unescaped = (text: string): string => text.replace(/\\./gu, 'x')

describe('markdownText', () => {
  it('lets no mention, link, HTML, list, emphasis or line break out of any text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const said = markdownText(text)
        assert.doesNotMatch(said, /<|>|[\n\r\u2028\u2029]|:\/\/|&#?\w+;/u)
        assert.doesNotMatch(unescaped(said), /[[\]`*#|~\\]|^[-+=]|^\d+[.)](?:\s|$)/u)
      }),
      { numRuns: 300 },
    )
  })

  it('shows an ordinary address and an ordinary name as they are', () => {
    assert.equal(markdownText('anna_maria.o-brien+test@example.com'), 'anna_maria.o-brien+test@example.com')
    assert.equal(markdownText('Zoë Müller-Łukasz, R&D 李'), 'Zoë Müller-Łukasz, R&D 李')
  })

  it('escapes emphasis with a backslash and breaks what a backslash would not stop', () => {
    assert.equal(markdownText('1. a'), '1\\. a')
    assert.equal(markdownText('1.csv'), '1.csv')
    assert.equal(markdownText('*a* _b_ [c](d)'), '\\*a\\* \\_b\\_ \\[c\\](d)')
    assert.equal(markdownText('<@all> https://x.example'), '‹@all› https:⁄⁄x.example')
    assert.equal(markdownText('www.evil.example'), 'www․evil.example')
  })

  it('shows hidden characters, so that two addresses never look the same', () => {
    assert.equal(markdownText('an\u200Bna@example.com'), 'an\uFFFDna@example.com')
    assert.equal(markdownText('\u202Efdp.csv'), '\uFFFDfdp.csv')
  })

  for (const unseen of ['\u3164', '\u115F', '\u034F', '\u2800', '\u17B4', '\uFE0F', '\u{E0100}', '\uFFA0'])
    it(`shows a letter without ink, U+${unseen.codePointAt(0)?.toString(16)}`, () => {
      assert.equal(markdownText(`an${unseen}na@example.com`), 'an\uFFFDna@example.com')
      assert.equal(cardText(`an${unseen}na@example.com`), 'an\uFFFDna@example.com')
    })

  it('keeps an emoji that is held together by joiners', () => {
    assert.equal(markdownText('Anna 👩‍💻 ❤️'), 'Anna 👩‍💻 ❤️')
  })
})

describe('cardText', () => {
  it('lets no link, list, emphasis, date macro or line break out of any text, and uses no backslash', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        assert.doesNotMatch(
          cardText(text),
          /[<>[\]`*#|~\\\n\r\u2028\u2029]|:\/\/|\{\{|^[-+]|^\d+[.)](?:\s|$)|(?<![\p{L}\p{N}])_/u,
        )
      }),
      { numRuns: 300 },
    )
  })

  it('shows an ordinary address as it is', () => {
    assert.equal(cardText('anna_maria.o-brien+test@example.com'), 'anna_maria.o-brien+test@example.com')
  })
})

describe('clip', () => {
  it('keeps a text that fits to the last character', () => {
    assert.equal(clip('abc', { graphemes: 3, bytes: 3 }), 'abc')
  })

  it('cuts between graphemes and marks the cut', () => {
    assert.equal(clip('👩‍💻👩‍💻👩‍💻', { graphemes: 2, bytes: 100 }), '👩‍💻…')
  })

  it('holds both limits for any text', () => {
    const limits = fc.record({ graphemes: fc.integer({ min: 1, max: 12 }), bytes: fc.integer({ min: 3, max: 40 }) })
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), limits, (text, limit) => {
        const cut = clip(text, limit)
        assert.ok(Buffer.byteLength(cut) <= limit.bytes)
        assert.ok(cut === text || cut.endsWith('…'))
      }),
    )
  })

  it('marks the cut of a text of megabytes, too', () => {
    const cut = plainText('x'.repeat(4_000_000))
    assert.equal(cut, `${'x'.repeat(CELL.graphemes - 1)}…`)
  })

  it('marks a cut that only white space would hide', () => {
    assert.equal(plainText(`anna${' '.repeat(5_000)}@evil.example`), 'anna …')
  })

  it('is safe from a grapheme that is larger than the whole room', () => {
    assert.equal(plainText(`Z${'\u0351'.repeat(50_000)}`), '…')
  })
})
