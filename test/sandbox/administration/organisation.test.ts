import assert from 'node:assert/strict'
import { Organisation, type OrganisationOptions } from '../../../src/sandbox/administration/organisation.ts'
import { personas } from '../../../src/sandbox/administration/personas.ts'
import { primaryEmail } from '../../../src/sandbox/administration/user.ts'

const NOW = new Date('2026-05-04T12:00:00.000Z')

const anOrganisation = (options: Partial<OrganisationOptions> = {}): Organisation =>
  new Organisation({ size: 250, seed: 1, domain: 'example.com', clock: () => NOW, ...options })

const peopleOf = (organisation: Organisation) => organisation.people(organisation.home.uuid)

describe('the emulated organisation', () => {
  it('is the same from the same seed and another from another', () => {
    assert.deepEqual(anOrganisation().snapshot(), anOrganisation().snapshot())
    assert.notDeepEqual(anOrganisation().snapshot(), anOrganisation({ seed: 2 }).snapshot())
  })

  it('has as many people as asked for, each with an id and an address of its own', () => {
    const people = peopleOf(anOrganisation({ size: 700 }))
    assert.equal(people.length, 700)
    assert.equal(new Set(people.map(({ uuid }) => uuid)).size, 700)
    assert.equal(new Set(people.map(primaryEmail)).size, 700)
    assert.ok(people.every((user) => /^[a-z0-9.-]+@[a-z.]+$/.test(primaryEmail(user))))
  })

  it('makes the same people first, whatever its size', () => {
    const small = new Set(peopleOf(anOrganisation({ size: 50 })).map(({ uuid }) => uuid))
    const large = new Set(peopleOf(anOrganisation({ size: 100 })).map(({ uuid }) => uuid))
    assert.ok([...small].every((uuid) => large.has(uuid)))
  })

  it('refuses to be smaller than its personas and administrators', () => {
    assert.throws(() => anOrganisation({ size: 11 }), /ask for 12 or more/)
    assert.equal(peopleOf(anOrganisation({ size: 12 })).length, 12)
  })

  it('holds what breaks careless tools: accents, apostrophes, hyphens, other scripts, commas, equal names', () => {
    const people = peopleOf(anOrganisation())
    const has = (pattern: RegExp): boolean => people.some(({ displayName }) => pattern.test(displayName))
    assert.ok(has(/[éöłø]/) && has(/['’]/) && has(/-/) && has(/\p{Script=Han}/u) && has(/\p{Script=Cyrillic}/u))
    assert.ok(people.some(({ department }) => department?.includes(',')))
    assert.ok(new Set(people.map(({ displayName }) => displayName)).size < people.length)
  })

  it('has a few admins of each kind, and every state of an account', () => {
    const organisation = anOrganisation()
    const count = (role: Parameters<Organisation['withRole']>[0]): number => organisation.withRole(role).length
    assert.deepEqual([count('id_full_admin'), count('id_readonly_admin'), count('id_device_admin')], [2, 1, 1])
    assert.ok(count('id_user_admin') >= 2)
    const people = peopleOf(organisation)
    const weekAgo = new Date(NOW.getTime() - 7 * 86_400_000).toISOString()
    const halfYearAgo = new Date(NOW.getTime() - 182 * 86_400_000).toISOString()
    const share = (test: (user: (typeof people)[number]) => boolean): number =>
      people.filter(test).length / people.length
    const isBetween = (value: number, low: number, high: number): boolean => value > low && value < high
    assert.ok(
      isBetween(
        share(({ invitePending }) => invitePending),
        0.03,
        0.15,
      ),
    )
    assert.ok(
      isBetween(
        share(({ loginEnabled }) => !loginEnabled),
        0.03,
        0.15,
      ),
    )
    assert.ok(
      isBetween(
        share(({ lastActivity }) => (lastActivity ?? '') > weekAgo),
        0.2,
        0.5,
      ),
    )
    assert.ok(
      isBetween(
        share(({ lastActivity }) => lastActivity !== undefined && lastActivity < halfYearAgo),
        0.05,
        0.4,
      ),
    )
    assert.ok(
      isBetween(
        share(({ externalId }) => externalId !== undefined),
        0.15,
        0.35,
      ),
    )
    assert.ok(
      isBetween(
        share(({ phoneNumbers }) => phoneNumbers.length > 0),
        0.15,
        0.45,
      ),
    )
  })

  it('never dates an activity or a change after the start', () => {
    for (const user of peopleOf(anOrganisation())) {
      assert.ok(
        (user.lastActivity ?? '') <= NOW.toISOString() && user.lastModified <= NOW.toISOString(),
        user.displayName,
      )
      assert.ok(user.created <= user.lastModified, user.displayName)
    }
  })

  it('keeps the personas under their addresses in every seed', () => {
    const { alma, otto, bot } = personas(
      { seed: 9, domain: 'acme.example', orgUuid: 'home', startedAt: NOW },
      { seed: 9, domain: 'elsewhere.example', orgUuid: 'away', startedAt: NOW },
    )
    assert.equal(primaryEmail(alma), 'alma.requester@acme.example')
    assert.deepEqual([primaryEmail(otto), otto.orgUuid], ['otto@elsewhere.example', 'away'])
    assert.deepEqual([primaryEmail(bot), bot.type], ['twokey@webex.bot', 'bot'])
  })

  it('gives snapshots that later changes leave alone, and goes back to the start', () => {
    const organisation = anOrganisation()
    const start = organisation.snapshot()
    const dora = organisation.persona('dora').uuid
    assert.equal(organisation.delete(dora, { uuid: 'somebody', through: 'sandbox' }).kind, 'changed')
    const after = organisation.snapshot()
    assert.equal(start.users.length - after.users.length, 1)
    assert.deepEqual(
      after.archived.map(({ user }) => user.uuid),
      [dora],
    )
    organisation.reset()
    assert.deepEqual(organisation.snapshot(), start)
    assert.deepEqual(organisation.changes, [])
  })

  it('logs no update that changed nothing', () => {
    const organisation = anOrganisation()
    const dora = organisation.persona('dora')
    organisation.update({ ...dora }, { uuid: 'somebody', through: 'sandbox' })
    assert.deepEqual(organisation.changes, [])
  })

  it('keeps its last full admin in office', () => {
    const organisation = anOrganisation()
    const by = { uuid: 'somebody', through: 'sandbox' } as const
    const [first, last] = organisation.withRole('id_full_admin')
    assert.ok(first !== undefined && last !== undefined)
    assert.equal(organisation.update({ ...first, roles: [] }, by).kind, 'changed')
    assert.deepEqual(organisation.update({ ...last, roles: [] }, by), { kind: 'refused', code: 'last-full-admin' })
  })
})
