import assert from 'node:assert/strict'
import { type Piece, readMarkdown } from '../../../src/sandbox/page/client/space/markdown-tree.ts'

/** The tree in a short form that is read at a glance: `p(a strong(b))`. */
const shown = (pieces: readonly Piece[]): string => pieces.map(oneShown).join('')

const oneShown = (piece: Piece): string => {
  switch (piece.kind) {
    case 'text':
      return piece.text
    case 'code':
    case 'code-block':
      return `${piece.kind}(${piece.text})`
    case 'break':
    case 'rule':
      return `${piece.kind}()`
    case 'mention':
      return `mention(${Object.values(piece.who).join(' ')})`
    case 'link':
      return `link(${piece.href} ${shown(piece.children)})`
    case 'heading':
      return `h${piece.level}(${shown(piece.children)})`
    case 'numbers':
      return `ol${piece.start}(${shown(piece.children)})`
    case 'element':
      return `${piece.tag}(${shown(piece.children)})`
  }
}

const read = (markdown: string): string => shown(readMarkdown(markdown))

describe('markdown in the space', () => {
  it('has emphasis, code, strokes and the lines as they were typed', () => {
    assert.equal(
      read('**J-7K2Q** is *done*,\n~~not~~ `status J-7K2Q`'),
      'p(strong(J-7K2Q) is em(done),break()s(not) code(status J-7K2Q))',
    )
  })

  it('has lists, numbers that begin anywhere, quotes, headings, rules and blocks of code', () => {
    assert.equal(read('- one\n- two\n  - three'), 'ul(li(one)li(twoul(li(three))))')
    assert.equal(read('3. one\n4. two'), 'ol3(li(one)li(two))')
    assert.equal(read('> said\n\n## Head\n\n---'), 'blockquote(p(said))h2(Head)rule()')
    assert.equal(read('```sh\nnpm *start*\n\nx\n```'), 'code-block(npm *start*\n\nx)')
  })

  it('has mentions by address, by id and of all, and leaves what only looks like one', () => {
    assert.equal(
      read('<@personEmail:ben@example.com|Ben **A**> <@personId:abc> <@all>'),
      'p(mention(personEmail ben@example.com Ben **A**) mention(personId abc) mention(all ))',
    )
    assert.equal(read('<@somebody> `<@all>`'), 'p(<@somebody> code(<@all>))')
  })

  it('links the web and mail, and nothing else', () => {
    assert.equal(
      read('[a](https://example.com/x) [b](mailto:a@example.com) <http://example.com>'),
      'p(link(https://example.com/x a) link(mailto:a@example.com b) link(http://example.com http://example.com))',
    )
    for (const href of [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'java&#9;script:alert(1)',
      'data:text/html,x',
      '/page/reset',
      '//example.com',
      'file:///etc/passwd',
    ])
      assert.doesNotMatch(read(`[a](${href}) <${href}>`), /link\(/, href)
  })

  it('leaves every tag text, wherever it stands', () => {
    const hostile = '<img src=x onerror=alert(1)> <script>alert(1)</script>\n\n<iframe src=x></iframe>\n\n- <b>x</b>'
    assert.equal(
      read(hostile),
      'p(<img src=x onerror=alert(1)> <script>alert(1)</script>)p(<iframe src=x></iframe>)ul(li(<b>x</b>))',
    )
  })

  it('shows no picture of anybody', () => {
    assert.equal(read('![eye](https://example.com/x.png)'), 'p(!link(https://example.com/x.png eye))')
  })
})
