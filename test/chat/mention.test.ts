import assert from 'node:assert/strict'
import { isMentioned, withoutMention } from '../../src/chat/mention.ts'
import { isSameId } from '../../src/model/identity.ts'

const id = (cluster: string, uuid: string) =>
  Buffer.from(`ciscospark://${cluster}/PEOPLE/${uuid}`).toString('base64url')
const self = { id: id('us', '11111111-aaaa'), displayName: 'Two Key Bot' }
const other = id('us', '22222222-bbbb')
const tag = (who: string, name: string) =>
  `<spark-mention data-object-type="person" data-object-id="${who}">${name}</spark-mention>`

describe('withoutMention', () => {
  const mentioned = { roomType: 'group', mentionedPeople: [self.id] }

  it('takes the mention out wherever it stands, also when the sender has shortened it', () => {
    const said = (html: string) => withoutMention({ ...mentioned, html, text: 'ignored' }, self)
    assert.equal(said(`<p>${tag(self.id, 'Two Key Bot')} delete   webex</p>`), 'delete webex')
    assert.equal(said(`<p>please ${tag(self.id, 'Two')} delete</p>`), 'please delete')
    assert.equal(said(`<p>delete ${tag(self.id, 'Two Key Bot')}</p>`), 'delete')
    assert.equal(said(`${tag(self.id, 'Two Key Bot')}&nbsp;help`), 'help')
  })

  it('leaves mentions of others, and words that only look like the name', () => {
    const html = `<p>${tag(self.id, 'Two')} reject J-1 ${tag(other, 'Ben')} says Two Key Bot &lt;3 &amp;c.</p>`
    assert.equal(withoutMention({ ...mentioned, html, text: '' }, self), 'reject J-1 Ben says Two Key Bot <3 &c.')
  })

  it('leaves an entity that is none, also where every object has something of that name', () => {
    const html = `<p>${tag(self.id, 'Two')} a &constructor; &toString; &__proto__; b</p>`
    assert.equal(withoutMention({ ...mentioned, html }, self), 'a &constructor; &toString; &__proto__; b')
  })

  it('parts the words of lines and lists', () => {
    const html = `<p>${tag(self.id, 'Two')} delete<br/>webex</p><ul><li>one</li><li>two</li></ul>`
    assert.equal(withoutMention({ ...mentioned, html }, self), 'delete webex one two')
  })

  it('goes by the whole display name, once, where there is no HTML', () => {
    const said = (text: string) => withoutMention({ ...mentioned, text }, self)
    assert.equal(said('Two Key Bot delete'), 'delete')
    assert.equal(said('two key bot: delete'), 'delete')
    assert.equal(said('now Two Key Bot delete'), 'now delete')
    assert.equal(said('Two Key Bot ask Two Key Bot'), 'ask Two Key Bot')
    assert.equal(said('Two Key Botany'), 'Two Key Botany')
  })

  it('survives a display name full of signs that mean something in a pattern', () => {
    const odd = { ...self, displayName: 'Key (v2.*) [prod]' }
    assert.equal(withoutMention({ ...mentioned, text: 'Key (v2.*) [prod] help' }, odd), 'help')
  })

  it('leaves a direct message as it is', () => {
    assert.equal(withoutMention({ roomType: 'direct', text: ' Two Key Bot\n help ' }, self), 'Two Key Bot help')
    assert.equal(withoutMention({ roomType: 'direct' }, self), '')
  })

  it('is not fooled by HTML that names another as the bot', () => {
    const html = `<p>${tag(other, 'Two Key Bot')} delete</p>`
    assert.equal(
      withoutMention({ roomType: 'group', mentionedPeople: [other], html, text: 'Two Key Bot delete' }, self),
      'Two Key Bot delete',
    )
  })
})

describe('isMentioned', () => {
  it('knows the bot under the id of another cluster', () => {
    assert.equal(isMentioned({ mentionedPeople: [id('urn:TEAM:us-west-2_r', '11111111-AAAA')] }, self), true)
    assert.equal(isMentioned({ mentionedPeople: [other] }, self), false)
    assert.equal(isMentioned({}, self), false)
  })

  it('does not take two ids for one that are no ids of Webex', () => {
    assert.equal(isSameId('abc', 'abd'), false)
  })
})
