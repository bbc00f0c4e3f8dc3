import assert from 'node:assert/strict'
import { completed, completionAt } from '../../../src/sandbox/page/client/composer/completion.ts'
import { isUnheard, markupOf, toBot } from '../../../src/sandbox/page/client/composer/draft-text.ts'

const aPersona = (key: string, name: string) => ({
  key,
  name,
  personId: key,
  email: `${key}@example.com`,
  role: `is ${key}`,
  token: '',
})

const page = {
  bot: { personId: 'bot', name: 'Twokey', email: 'twokey@webex.bot' },
  personas: [aPersona('ann', 'Ann'), aPersona('annlee', 'Ann Lee'), aPersona('odd', 'O. (x|y>')],
  commands: [
    { usage: 'help', does: 'Helps.', needsFile: false },
    { usage: 'reject <job> [reason]', does: 'Rejects.', needsFile: false },
    { usage: 'restore [directory,…]', does: 'Restores.', needsFile: true },
  ],
}
const members = [page.bot, ...page.personas]
const titlesAt = (text: string, caret = text.length) =>
  completionAt(text, caret, page)?.suggestions.map(({ title }) => title)

describe('what was typed', () => {
  it('becomes a mention where somebody known is named, with the longest name that fits', () => {
    assert.equal(
      markupOf('@twokey ask @Ann Lee, @Ann!', members),
      '<@personEmail:twokey@webex.bot|Twokey> ask <@personEmail:annlee@example.com|Ann Lee>, <@personEmail:ann@example.com|Ann>!',
    )
  })

  it('stays as it is in an address, a longer word or the name of nobody', () => {
    for (const text of ['x@Ann.example', 'a.b@Twokey', '@Annabel', '@Bob', '@'])
      assert.equal(markupOf(text, members), text)
    assert.equal(markupOf('@Ann', []), '@Ann')
  })

  it('cannot break out of the mention by a name', () => {
    assert.equal(markupOf('@O. (x|y>', members), '<@personEmail:odd@example.com|O. (x y >')
  })

  it('is not heard by the bot unless it is mentioned, and talk with people is left alone', () => {
    const cases = ['', '  ', 'delete webex', '@Twokey delete', 'delete, @TWOKEY', '@Ann look'] as const
    assert.deepEqual(
      cases.map((text) => isUnheard({ text, hasFile: false }, page)),
      [false, false, true, false, false, false],
    )
    assert.equal(isUnheard({ text: '', hasFile: true }, page), true)
    assert.equal(toBot('  delete', page.bot), '@Twokey delete')
  })
})

describe('a completion', () => {
  it('offers the bot first, then the people, by any part of the name', () => {
    assert.deepEqual(titlesAt('@'), ['Twokey', 'Ann', 'Ann Lee', 'O. (x|y>'])
    assert.deepEqual(titlesAt('hello @le'), ['Ann Lee'])
    assert.deepEqual(titlesAt('hello @ann l'), ['Ann Lee'])
  })

  it('is over when the name is whole, when it is nobody, and inside of a word', () => {
    for (const text of ['@Twokey', '@Twokey delete', '@zz', 'a@', 'hello', ''])
      assert.equal(titlesAt(text), undefined, text)
  })

  it('follows the caret', () => {
    assert.deepEqual(titlesAt('@tw delete', 3), ['Twokey'])
    assert.equal(titlesAt('@tw delete', 10), undefined)
  })

  it('offers the commands after a stroke at the start alone', () => {
    assert.deepEqual(titlesAt('/re'), ['reject <job> [reason]', 'restore [directory,…]'])
    assert.equal(titlesAt('and/or'), undefined)
    assert.equal(titlesAt('/zz'), undefined)
  })

  it('stands in the place of what was typed, with the caret behind it', () => {
    const people = completionAt('ask @le please', 7, page)
    assert.ok(people?.suggestions[0])
    assert.deepEqual(completed('ask @le please', people, people.suggestions[0]), {
      text: 'ask @Ann Lee please',
      caret: 13,
    })
    const commands = completionAt('/', 1, page)
    assert.deepEqual(
      commands?.suggestions.map((suggestion) => completed('/', commands, suggestion).text),
      ['@Twokey help', '@Twokey reject ', '@Twokey restore '],
    )
  })
})
