import assert from 'node:assert/strict'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { okta } from '../../../src/sandbox/okta/okta.ts'
import { STATUSES } from '../../../src/sandbox/okta/user.ts'
import { somebody } from './serving.ts'

const STEPS = ['activate', 'reactivate', 'deactivate', 'suspend', 'unsuspend'] as const
const ORDINARY = (['ACTIVE', 'STAGED', 'PROVISIONED', 'SUSPENDED', 'DEPROVISIONED', 'RECOVERY'] as const).map(
  (status, n) => ({ email: `p${n}@example.com`, firstName: `P${n}`, lastName: 'Person', status }),
)
const clock = () => new Date('2026-05-04T12:00:00.000Z')

describe('the emulated Okta organisation', () => {
  it('is the same from the same seed and another from another', () => {
    const of = (seed: number) => okta({ seed, clock }).organisation.snapshot().users
    assert.deepEqual(of(1), of(1))
    assert.notDeepEqual(of(1), of(2))
    assert.equal(of(1).length, 250)
    assert.equal(new Set(of(1).map(({ profile }) => profile.login)).size, 250)
  })

  it('has people of every status, most of them active', () => {
    const { organisation } = okta({ clock })
    const count = (wanted: string) => organisation.users().filter(({ status }) => status === wanted).length
    for (const status of STATUSES) assert.ok(count(status) >= 1, status)
    assert.ok(count('ACTIVE') > 0.65 * 250 && count('ACTIVE') < 0.9 * 250, `${count('ACTIVE')} active`)
  })

  it('takes the people it is given, with the personas besides', () => {
    const people = [
      { email: 'zoe@example.com', firstName: 'Zoë', lastName: "L'Hôte" },
      { email: 'ida@example.com', firstName: 'Ida', lastName: 'Ö', status: 'SUSPENDED' as const },
    ]
    const { organisation } = okta({ people, clock })
    assert.equal(organisation.users().length, 8)
    assert.equal(organisation.userByLogin('zoe@example.com')?.profile.lastName, "L'Hôte")
    assert.equal(organisation.userByLogin('ida@example.com')?.status, 'SUSPENDED')
  })

  it('has administrators, one of them through a group', () => {
    const { organisation } = okta({ clock })
    const held = (name: Parameters<typeof organisation.persona>[0]) =>
      organisation.rolesOf(organisation.persona(name)).map(({ type, assignmentType }) => `${type} ${assignmentType}`)
    assert.deepEqual(held('owner'), ['SUPER_ADMIN USER'])
    assert.deepEqual(held('orgAdmin'), ['ORG_ADMIN USER'])
    assert.deepEqual(held('helpDesk'), ['HELP_DESK_ADMIN USER'])
    assert.deepEqual(held('groupLed'), ['ORG_ADMIN GROUP'])
    assert.deepEqual(held('billing'), [])
  })

  it('keeps its rules whatever is done to people in whatever order', () => {
    const actions = fc.array(fc.record({ who: fc.nat(5), what: fc.constantFrom(...STEPS, 'delete', 'login') }))
    fc.assert(
      fc.property(actions, fc.constantFrom(0, 1_500), (list, settleMs) => {
        let ms = clock().getTime()
        const { organisation } = okta({ clock: () => new Date(ms), people: ORDINARY, settleMs })
        const ids = ORDINARY.map(({ email }) => organisation.userByLogin(email)?.id ?? '')
        for (const { who, what } of list) {
          ms += 1_000
          const id = ids[who] ?? ''
          if (what === 'delete') organisation.delete(id)
          else if (what !== 'login') organisation.step(what, id)
          else if (organisation.user(id)) organisation.changeLogin(id, `p${ms}@example.com`)
        }
        const { users, deleted } = organisation.snapshot()
        assert.equal(users.length + deleted.length, ORDINARY.length + 6)
        for (const user of users) {
          assert.equal(organisation.userByLogin(user.profile.login)?.id, user.id)
          if (user.status !== 'DEPROVISIONED') continue
          assert.deepEqual([user.appIds, user.roles, user.hasPassword], [[], [], false])
        }
        for (const user of deleted) {
          assert.equal(user.status, 'DEPROVISIONED')
          assert.equal(organisation.userByLogin(user.profile.login), undefined)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('is as at the start after a reset', () => {
    const cloud = okta({ clock, size: 40 })
    const before = cloud.organisation.snapshot()
    const extra = cloud.tokens.add(cloud.organisation.persona('orgAdmin').id)
    cloud.organisation.delete(somebody(cloud).id)
    cloud.organisation.delete(cloud.organisation.persona('owner').id)
    cloud.reset()
    assert.deepEqual(cloud.organisation.snapshot(), before)
    assert.deepEqual(cloud.organisation.changes, [])
    assert.deepEqual([cloud.tokens.has(cloud.tokens.first), cloud.tokens.has(extra)], [true, false])
  })

  it('names the address and the token that a bot needs', () => {
    const cloud = okta({ clock })
    assert.deepEqual(cloud.environment('http://127.0.0.1:1'), {
      OKTA_URL: 'http://127.0.0.1:1/okta',
      OKTA_TOKEN: cloud.tokens.first,
    })
  })

  it('refuses to be too small, and to arrange what is not there', () => {
    assert.throws(() => okta({ size: 19 }), /too small/)
    assert.throws(() => okta().organisation.giveRole('00uNobody', 'ORG_ADMIN'), /"00uNobody"/)
    assert.throws(() => okta().tokens.add('00uNobody'), /"00uNobody"/)
  })
})

describe('the Password Health report of the emulated Okta', () => {
  it('holds everybody, the active too, under the names of the Admin Console and without an id', () => {
    const cloud = okta({ clock, size: 60 })
    const rows = parse(cloud.passwordHealthReport(), { columns: true }) as Record<string, string>[]
    const columns = 'User,Login,Status,Activation date,Authentication Source,Last Login,Last Password Change'
    assert.deepEqual(Object.keys(rows[0] ?? {}), columns.split(','))
    assert.equal(rows.length, 60)
    const labels = ['Active', 'Deactivated', 'Locked out', 'Password expired', 'Password reset', 'Pending user action']
    assert.deepEqual([...new Set(rows.map((row) => row['Status']))].sort(), [...labels, 'Staged', 'Suspended'])
    const user = somebody(cloud, 'DEPROVISIONED')
    assert.deepEqual(
      rows.find((row) => row['Login'] === user.profile.login),
      {
        User: `${user.profile.firstName} ${user.profile.lastName}`,
        Login: user.profile.login,
        Status: 'Deactivated',
        'Activation date': user.activated,
        'Authentication Source': 'Okta',
        'Last Login': user.lastLogin,
        'Last Password Change': '',
      },
    )
  })
})
