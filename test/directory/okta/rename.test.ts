import assert from 'node:assert/strict'
import { changedProfile, differencesOf } from '../../../src/directory/okta/rename.ts'
import { USER } from '../../../src/directory/okta/schema.ts'
import { STATUSES } from '../../../src/directory/okta/steps.ts'
import type { Effect } from '../../../src/model/directory.ts'
import type { UserId } from '../../../src/model/ids.ts'
import { OPERATIONS } from '../../../src/model/vendor.ts'
import { aSubject } from '../../support/a-plan.ts'
import { oktaWorld } from '../../support/okta-world.ts'

type World = Awaited<ReturnType<typeof oktaWorld>>

describe('a rename in Okta', () => {
  let world: World
  beforeEach(async () => {
    world = await oktaWorld()
  })
  afterEach(() => world.close())

  const given = (profile: { login: string; email: string }): UserId => {
    const id = world.ordinary[0]?.id ?? assert.fail('nobody is there')
    const user = world.organisation.user(id) ?? assert.fail('nobody is there')
    world.organisation.arrange(id, { profile: { ...user.profile, ...profile } })
    world.cloud.traffic.clear()
    return id
  }
  const rename = async (id: UserId, newLogin?: string): Promise<Effect> =>
    (await world.directory.apply('rename', [{ id, ...(newLogin && { newLogin }) }])).get(id) ?? assert.fail('nothing')
  const profileOf = (id: UserId) => world.organisation.user(id)?.profile ?? assert.fail('gone')
  const stepsLeft = async (id: UserId, newLogin?: string) => {
    const found = (await world.directory.reread([id])).get(id)
    assert.ok(found?.kind === 'found')
    return world.directory.stepsLeft('rename', found.subject, { id, ...(newLogin && { newLogin }) })
  }
  const sent = () => world.cloud.traffic.calls.filter(({ method }) => method !== 'GET')

  for (const [login, email, newLogin, newEmail] of [
    ['old@example.com', 'OLD@example.com', 'new@example.com', 'new@example.com'],
    ['old@example.com', 'other@example.com', 'new@example.com', 'other@example.com'],
  ] as const)
    it(`turns the login "${login}" and the e-mail address "${email}" into "${newLogin}" and "${newEmail}"`, async () => {
      const id = given({ login, email })
      const before = profileOf(id)
      assert.deepEqual(await stepsLeft(id, 'new@example.com'), ['rename'])
      assert.deepEqual(await rename(id, 'new@example.com'), { kind: 'done' })
      assert.deepEqual(profileOf(id), { ...before, login: newLogin, email: newEmail })
      assert.deepEqual(await stepsLeft(id, 'New@example.com'), [])
      assert.deepEqual(await rename(id, 'New@example.com'), { kind: 'already-done' })
      assert.equal(sent().length, 1)
    })

  it('leaves a login alone that is no address', () => {
    const jdoe = USER.parse({ id: 'x', status: 'ACTIVE', profile: { login: 'jdoe', email: 'Old@example.com' } })
    assert.deepEqual(changedProfile(jdoe, 'new@example.com'), { email: 'new@example.com' })
  })

  it('is refused in the words of Okta when somebody has the address already', async () => {
    const id = given({ login: 'old@example.com', email: 'old@example.com' })
    const effect = await rename(id, world.ordinary[1]?.login)
    assert.ok(effect.kind === 'refused')
    assert.match(effect.fault.message, /already exists in the current organization/)
    assert.equal(profileOf(id).login, 'old@example.com')
  })

  it('tells the dry run that it is not possible for a deactivated account, and for nobody else', () => {
    for (const status of STATUSES)
      for (const operation of OPERATIONS) {
        const words = world.directory.notPossible?.(operation, aSubject({ status }))
        if (operation === 'rename' && status === 'DEPROVISIONED')
          assert.match(words ?? '', /restore "anna@acme.example" first/)
        else assert.equal(words, undefined, `${operation} ${status}`)
      }
  })

  it('sends nothing for a deactivated account, an account that is gone, or no address', async () => {
    const id = given({ login: 'old@example.com', email: 'old@example.com' })
    assert.equal((await rename(id)).kind, 'refused')
    assert.equal(await stepsLeft(id), undefined)
    world.organisation.arrange(id, { status: 'DEPROVISIONED' })
    world.clock.advance(60_000)
    const effect = await rename(id, 'new@example.com')
    assert.ok(effect.kind === 'refused')
    assert.match(effect.fault.message, /restore ".*" first/)
    world.organisation.remove(id)
    assert.equal((await rename(id, 'new@example.com')).kind, 'refused')
    assert.deepEqual(sent(), [])
  })

  it('is unclear when the answer was lost, whether it happened or not', async () => {
    for (const effect of ['reset', 'reset-after', 500] as const) {
      const id = given({ login: 'old@example.com', email: 'old@example.com' })
      world.cloud.knobs.set({ rules: [{ method: 'POST', effect }] })
      assert.equal((await rename(id, 'new@example.com')).kind, 'unclear')
    }
  })

  it('is unclear when Okta says yes and shows the old address', async () => {
    const id = given({ login: 'old@example.com', email: 'old@example.com' })
    world.cloud.knobs.set({ rules: [{ method: 'POST', effect: 'empty' }] })
    const effect = await rename(id, 'new@example.com')
    assert.ok(effect.kind === 'unclear')
    assert.match(effect.fault.message, /login should be "new@example.com" and is "old@example.com"/)
  })

  it('is told with both values when anything else of the profile has changed with it', async () => {
    const id = given({ login: 'old@example.com', email: 'old@example.com' })
    await world.directory.reread([id])
    world.organisation.arrange(id, { profile: { ...profileOf(id), mobilePhone: '+1' } })
    const effect = await rename(id, 'new@example.com')
    assert.ok(effect.kind === 'refused' && effect.fault.code === 'differs')
    assert.match(
      effect.fault.message,
      /the address was changed, and .* mobilePhone should be .* and is "\+1"; look at it/,
    )
  })

  it('holds lists and absent values of a profile against each other', () => {
    const was = { login: 'a@x.com', email: 'A@x.com', tags: ['a', 'b'], nickName: null }
    assert.deepEqual(differencesOf(was, { login: 'A@x.com', email: 'a@x.com', tags: ['a', 'b'] }), [])
    assert.deepEqual(differencesOf(was, { login: 'a@x.com', email: 'a@x.com', tags: ['b'], more: 1 }), [
      'tags should be ["a","b"] and is ["b"]',
      'more should be null and is 1',
    ])
  })
})
