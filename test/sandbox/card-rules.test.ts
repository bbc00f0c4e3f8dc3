import assert from 'node:assert/strict'
import { cardComplaints, readAttachments } from '../../src/sandbox/messaging/card-rules.ts'
import { eachTown, textOf } from './support/town.ts'

const CONTENT_TYPE = 'application/vnd.microsoft.card.adaptive'
const aCard = (more: Readonly<Record<string, unknown>> = {}) => ({ type: 'AdaptiveCard', version: '1.3', ...more })
const submits = (count: number) => Array.from({ length: count }, () => ({ type: 'Action.Submit' }))

describe('the sandbox’s rules for cards', () => {
  it('let a card of 1.3 with inputs, nested containers and buttons pass', () => {
    const column = { type: 'Column', items: [{ type: 'Input.Text', id: 'reason', label: 'Why', isRequired: true }] }
    const facts = { type: 'FactSet', facts: [{ title: 'Users', value: '12' }] }
    const choices = { type: 'Input.ChoiceSet', id: 'c', choices: [{ title: 'a', value: 'b' }] }
    const nested = { type: 'Action.ShowCard', card: aCard({ body: [choices] }) }
    const rich = { type: 'RichTextBlock', inlines: ['plain', { type: 'TextRun', text: 'bold' }] }
    const body = [{ type: 'Container', items: [{ type: 'ColumnSet', columns: [column] }, facts, rich] }]
    assert.deepEqual(cardComplaints(aCard({ body, actions: [...submits(4), nested] })), [])
  })

  it('know the versions from 1.0 to 1.3', () => {
    for (const version of ['1.0', '1.1', '1.2', '1.3']) assert.deepEqual(cardComplaints(aCard({ version })), [])
    for (const version of ['1.4', '1.10', '2.0', '0.5', 'newest', undefined])
      assert.equal(cardComplaints(aCard({ version })).length, 1, String(version))
  })

  it('refuse what is no card', () => {
    assert.equal(cardComplaints({ ...aCard(), type: 'MessageCard' }).length > 0, true)
  })

  it('refuse elements and actions that came after 1.3, however deep', () => {
    const table = { type: 'Container', items: [{ type: 'Table' }] }
    assert.match(cardComplaints(aCard({ body: [table] })).join(), /'Table' is not in version 1\.3/)
    const execute = { type: 'ActionSet', actions: [{ type: 'Action.Execute' }] }
    assert.match(cardComplaints(aCard({ body: [execute] })).join(), /'Action\.Execute'/)
    const shown = { type: 'Action.ShowCard', card: aCard({ body: [{ type: 'Table' }] }) }
    assert.match(cardComplaints(aCard({ actions: [shown] })).join(), /'Table'/)
  })

  it('refuse an element without a type', () => {
    assert.match(cardComplaints(aCard({ body: [{ text: 'lost' }] })).join(), /'body' must name its type/)
  })

  it('let five actions pass and not six', () => {
    assert.deepEqual(cardComplaints(aCard({ actions: submits(5) })), [])
    assert.match(cardComplaints(aCard({ actions: submits(6) })).join(), /at most 5 actions/)
  })

  it('want https for every address, but leave alone what a button carries', () => {
    for (const url of ['http://example.com', '/relative', 'data:text/plain,x', 'javascript:alert(1)']) {
      const complaints = cardComplaints(aCard({ actions: [{ type: 'Action.OpenUrl', url }] }))
      assert.match(complaints.join(), /'url' must be an absolute https URL/, url)
    }
    const image = { type: 'Image', url: 'https://example.com/a.png' }
    const submit = { type: 'Action.Submit', data: { url: 'http://mine', type: 'Table' } }
    assert.deepEqual(cardComplaints(aCard({ body: [image], actions: [submit] })), [])
  })

  it('let 80,000 bytes pass and not one more, nor more than ten images', () => {
    const bare = JSON.stringify(aCard({ fallbackText: '' })).length
    assert.deepEqual(cardComplaints(aCard({ fallbackText: 'x'.repeat(80_000 - bare) })), [])
    assert.match(cardComplaints(aCard({ fallbackText: 'x'.repeat(80_001 - bare) })).join(), /80001 bytes/)
    const images = (count: number) => Array.from({ length: count }, () => ({ type: 'Image', url: 'https://x.com/a' }))
    assert.deepEqual(cardComplaints(aCard({ body: images(10) })), [])
    assert.match(cardComplaints(aCard({ body: images(11) })).join(), /10 images/)
  })

  it('know one content type, and one card a message', () => {
    const attachment = { contentType: CONTENT_TYPE, content: aCard() }
    assert.deepEqual(readAttachments([attachment]), attachment)
    assert.equal(readAttachments(undefined), undefined)
    for (const wrong of [{}, [{ ...attachment, contentType: 'text/plain' }], [{ contentType: CONTENT_TYPE }], [1]])
      assert.equal(Array.isArray(readAttachments(wrong)), true, JSON.stringify(wrong))
  })

  describe('over HTTP', () => {
    const town = eachTown()

    it('answer 400 with every complaint in the vendor’s form', async () => {
      const { bot, roomId } = town()
      const content = aCard({ version: '1.5', body: [{ type: 'Table' }] })
      const message = { roomId, text: 'card', attachments: [{ contentType: CONTENT_TYPE, content }] }
      const { status, body } = await bot.call('POST', '/v1/messages', message)
      assert.equal(status, 400)
      assert.match(textOf(body, 'message'), /version 1\.5 is not supported.*'Table'/)
      assert.deepEqual(body['errors'], [{ description: body['message'] }])
    })
  })
})
