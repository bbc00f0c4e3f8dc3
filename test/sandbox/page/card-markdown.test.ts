import assert from 'node:assert/strict'
import { cardHtml, isSafeLink } from '../../../src/sandbox/page/client/card/card-markdown.ts'

describe('the marks of a card', () => {
  it('are emphasis, lists, links and escapes', () => {
    assert.equal(
      cardHtml('**37** users, _all_ ~~gone~~'),
      '<p><strong>37</strong> users, <em>all</em> <s>gone</s></p>\n',
    )
    assert.equal(cardHtml('- a\n- b'), '<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n')
    assert.equal(cardHtml('\\*no mark\\*'), '<p>*no mark*</p>\n')
    assert.equal(
      cardHtml('[help](https://example.com/a?b=1&c=2)'),
      '<p><a href="https://example.com/a?b=1&amp;c=2">help</a></p>\n',
    )
  })

  it('are nothing else: HTML, images, headings, quotes and code are text', () => {
    for (const text of [
      '<img src=x onerror=alert(1)>',
      '</p><script>alert(1)</script>',
      '<a href="https://evil.example">x</a>',
      '<!-- a comment -->',
      '# heading',
      '> quote',
      '`code`',
      '    indented',
      'https://evil.example',
      '| a | b |\n| - | - |',
      '&lt;b&gt;',
    ]) {
      const html = cardHtml(text)
      assert.deepEqual(html.match(/<[^>]*>/g), ['<p>', '</p>'], text)
      assert.equal(textOf(html), text.trim(), text)
    }
  })

  it('load nothing: an image is a mark and a link', () => {
    assert.equal(cardHtml('![x](https://evil.example/x.png)'), '<p>!<a href="https://evil.example/x.png">x</a></p>\n')
  })

  it('link to the web and to mail only', () => {
    for (const url of [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'data:text/html,x',
      'data:image/svg+xml,x',
      'vbscript:x',
      'file:///etc/passwd',
      '//evil.example',
      '/page/reset',
      'java&#115;cript:alert(1)',
    ])
      assert.doesNotMatch(cardHtml(`[click](${url}) and [click](<${url}>)`), /<a/, url)
    assert.match(cardHtml('[write](mailto:help@example.com)'), /<a href="mailto:help@example.com">/)
    assert.match(cardHtml('[click](HTTPS://example.com)'), /<a href="HTTPS:/)
  })

  it('end a link at a quotation mark and never within an attribute', () => {
    assert.equal(
      cardHtml('[x](https://example.com/"onclick="alert(1))'),
      '<p><a href="https://example.com/%22onclick=%22alert(1)">x</a></p>\n',
    )
    assert.doesNotMatch(cardHtml('[x](https://example.com "title\\" onclick=\\"alert(1)")'), /"\s*onclick="/)
  })
})

describe('a link of a button', () => {
  it('is opened when it leads to the web or to mail', () => {
    assert.deepEqual(
      [
        'https://example.com',
        'http://example.com',
        'mailto:a@example.com',
        'javascript:alert(1)',
        '/page',
        undefined,
      ].map(isSafeLink),
      [true, true, true, false, false, false],
    )
  })
})

const textOf = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .trim()
