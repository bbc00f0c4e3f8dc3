import assert from 'node:assert/strict'
import type { CardSubmit } from '../../src/chat/chat-api.ts'
import { Delivery } from '../../src/chat/delivery.ts'
import { personId, roomId } from '../../src/model/ids.ts'
import type { Inbox } from '../../src/model/store.ts'
import { MemoryInbox } from './support/memory-inbox.ts'
import { RecordingLog } from './support/recording-log.ts'

const SELF = { id: personId('bot'), email: 'bot@webex.bot', displayName: 'Twokey', orgId: 'org', kind: 'bot' } as const
const CLICK = {
  id: 'click',
  messageId: 'card',
  roomId: 'room',
  personId: 'ben',
  inputs: { action: 'resume' },
  created: '2026-03-01T09:00:00.000Z',
}

/** A process with this inbox; `answer` is what its receiver does. */
const deliveryOn = (inbox: Inbox, answer: (submit: CardSubmit) => Promise<void> = async () => undefined) => {
  const heard: string[] = []
  const delivery = new Delivery({
    self: SELF,
    inbox,
    log: new RecordingLog(),
    redact: (text) => text,
    events: {
      onMessage: async () => undefined,
      onGivenUp: async () => undefined,
      onJoined: async () => undefined,
      onSubmit: (submit) => {
        heard.push(submit.id)
        return answer(submit)
      },
    },
  })
  const click = async (id = CLICK.id): Promise<readonly string[]> => {
    delivery.submit({ ...CLICK, id })
    await delivery.settled()
    return heard
  }
  return { click }
}

describe('a click', () => {
  it('is handed on once, however often it is told of', async () => {
    const { click } = deliveryOn(new MemoryInbox())
    await click()
    assert.deepEqual(await click(), ['click'])
    assert.deepEqual(await click('another'), ['click', 'another'])
  })

  it('is not handed on again by the next process, whether or not the first came to its end', async () => {
    const inbox = new MemoryInbox()
    await deliveryOn(inbox).click('ended')
    await deliveryOn(inbox, () => Promise.reject(new Error('the chat is down'))).click('broken')
    const next = deliveryOn(inbox)
    await next.click('ended')
    assert.deepEqual(await next.click('broken'), [])
  })

  it('leaves nothing open behind when the process dies of it, which would never be forgotten', async () => {
    const inbox = new MemoryInbox()
    await new Promise<void>((begun) => {
      const { click } = deliveryOn(inbox, () => new Promise(() => begun()))
      void click()
    })
    assert.equal(inbox.unfinished, 0)
  })

  it('does not count as a message up to which its room was read', async () => {
    const inbox = new MemoryInbox()
    await deliveryOn(inbox).click()
    assert.equal(await inbox.handledUpTo(roomId(CLICK.roomId)), undefined)
  })

  it('is handed on also when it cannot be remembered', async () => {
    const inbox = Object.assign(new MemoryInbox(), { begin: () => Promise.reject(new Error('the disk is full')) })
    assert.deepEqual(await deliveryOn(inbox).click(), ['click'])
  })
})
