import assert from 'node:assert/strict'
import { ordinaryPeople } from '../../../src/sandbox/demo/people.ts'
import { type EveryVendor, startEveryVendor } from '../../../src/sandbox/every-vendor.ts'
import { directoryChanges, directoryView } from '../../../src/sandbox/page/directory-view.ts'
import type { AccountView, Vendor } from '../../../src/sandbox/page/protocol.ts'
import { VENDORS } from '../../../src/sandbox/page/vendors.ts'

const BY_TEST = { uuid: 'test', through: 'sandbox' } as const

describe('the view of a directory', () => {
  let cloud: EveryVendor
  let nowMs = 0
  const later = (): string => {
    nowMs += 1_000
    return new Date(nowMs).toISOString()
  }
  const view = (vendor: Vendor): readonly AccountView[] => directoryView(cloud, vendor).accounts
  const of = (vendor: Vendor, address: string): AccountView =>
    view(vendor).find(({ email }) => email.toLowerCase() === address) ?? assert.fail(`${vendor}: ${address}`)
  const addresses = (): readonly string[] => ordinaryPeople(cloud).map(({ emails }) => emails[0]?.value ?? '')

  beforeEach(async () => {
    nowMs = Date.parse('2026-03-01T08:00:00.000Z')
    cloud = await startEveryVendor({ clock: () => new Date(nowMs) })
  })
  afterEach(() => cloud.close())

  it('has everybody once, by name, and nobody changed at the start', () => {
    const { compare } = new Intl.Collator('en')
    const sizes: Readonly<Record<Vendor, number>> = {
      webex: cloud.administration.organisation.people(cloud.administration.organisation.home.uuid).length,
      okta: cloud.okta.organisation.users().length,
      bevy: cloud.bevy.site.accounts.length,
      aac: cloud.aac.workspace.members().length,
    }
    for (const vendor of VENDORS) {
      const accounts = view(vendor)
      assert.equal(accounts.length, sizes[vendor], vendor)
      assert.equal(new Set(accounts.map(({ id }) => id)).size, accounts.length, vendor)
      assert.deepEqual(
        accounts.filter(({ changedAt }) => changedAt !== undefined),
        [],
      )
      const names = accounts.map(({ name }) => name)
      assert.deepEqual(names, names.toSorted(compare), vendor)
      assert.ok(names.every((name) => name !== ''))
    }
  })

  it('uses the words of each vendor for what somebody is, and tells administrators', () => {
    const words = (vendor: Vendor) => [...new Set(view(vendor).map(({ status }) => status))].sort()
    assert.deepEqual(words('webex'), ['active', 'inactive', 'invite pending'])
    assert.ok(words('okta').includes('DEPROVISIONED') && words('okta').includes('STAGED'), words('okta').join())
    assert.deepEqual(words('bevy'), ['active'])
    assert.ok(view('webex').some(({ roles }) => roles.includes('Full Administrator')))
    assert.ok(view('okta').some(({ roles }) => roles.includes('Super Organization administrator')))
    assert.deepEqual(of('bevy', 'hq.admin@example.com').roles, ['HQ administrator'])
    assert.equal(view('aac').filter(({ roles }) => roles.includes('Workspace administrator')).length, 2)
  })

  it('marks whom a visitor can be, in every directory', () => {
    for (const vendor of VENDORS) {
      assert.equal(of(vendor, 'alma.requester@example.com').isPersona, true, vendor)
      assert.equal(of(vendor, addresses()[0] ?? '').isPersona, false, vendor)
    }
  })

  it('goes on showing whoever is gone from Webex, first and with the time', () => {
    const { organisation } = cloud.administration
    const [first = '', second = ''] = addresses()
    const size = view('webex').length
    const times = [first, second].map((address) => {
      const at = later()
      organisation.delete(organisation.userByEmail(address)?.uuid ?? '', BY_TEST)
      return at
    })
    const shown = view('webex')
    assert.equal(shown.length, size)
    assert.deepEqual(
      shown.slice(0, 2).map(({ email, status, tone, changedAt }) => ({ email, status, tone, changedAt })),
      [
        { email: second, status: 'deleted', tone: 'gone', changedAt: times[1] },
        { email: first, status: 'deleted', tone: 'gone', changedAt: times[0] },
      ],
    )
  })

  it('shows a new address under its account, as a change', () => {
    const { organisation } = cloud.administration
    const [address = ''] = addresses()
    const user = organisation.userByEmail(address) ?? assert.fail()
    const at = later()
    organisation.update({ ...user, emails: [{ value: 'new@example.org', type: 'work', primary: true }] }, BY_TEST)
    const [first] = view('webex')
    assert.deepEqual([first?.id, first?.email, first?.changedAt], [user.uuid, 'new@example.org', at])
  })

  it('shows both steps out of Okta', () => {
    const { organisation } = cloud.okta
    const { id } =
      organisation.users().find(({ status, roles }) => status === 'ACTIVE' && !roles.length) ?? assert.fail()
    const shown = () => {
      const { tone, status, changedAt } = view('okta').find((one) => one.id === id) ?? assert.fail()
      return { tone, status, changedAt }
    }
    const deactivatedAt = later()
    organisation.delete(id)
    assert.deepEqual(shown(), { tone: 'leaving', status: 'DEPROVISIONED', changedAt: deactivatedAt })
    const deletedAt = later()
    organisation.delete(id)
    assert.deepEqual(shown(), { tone: 'gone', status: 'deleted', changedAt: deletedAt })
  })

  it('tells until when Bevy can be asked to keep somebody, and that the time is over', () => {
    const { site } = cloud.bevy
    const [address = '', kept = ''] = addresses()
    const { id } = site.accountByEmail(address) ?? assert.fail()
    const other = site.accountByEmail(kept) ?? assert.fail()
    later()
    site.setForDeletion(id, 'sandbox')
    site.setForDeletion(other.id, 'sandbox')
    const undoUntil = new Date(nowMs + 7 * 86_400_000).toISOString()
    const { status, tone, undoUntil: shown } = of('bevy', address)
    assert.deepEqual([status, tone, shown], ['set for deletion', 'leaving', undoUntil])
    site.cancelDeletion(other.id, 'sandbox')
    assert.deepEqual([of('bevy', kept).status, of('bevy', kept).undoUntil], ['active', undefined])
    nowMs += 8 * 86_400_000
    const gone = view('bevy').find((account) => account.id === String(id)) ?? assert.fail()
    assert.deepEqual([gone.status, gone.tone, gone.changedAt], ['deleted', 'gone', undoUntil])
  })

  it('shows who was removed from the Alteryx workspace or suspended there', () => {
    const { workspace } = cloud.aac
    const [removed, suspended] = workspace.members().filter(({ isAdmin }) => !isAdmin)
    later()
    workspace.setSuspended(suspended?.id ?? 0, true, 0)
    later()
    workspace.remove(removed?.id ?? 0, 0)
    const [first, second] = view('aac')
    assert.deepEqual([first?.email, first?.status, first?.tone], [removed?.email, 'removed', 'gone'])
    assert.deepEqual([second?.email, second?.status, second?.tone], [suspended?.email, 'suspended', 'inactive'])
    assert.equal(first?.name, `${removed?.firstName} ${removed?.lastName}`)
  })

  it('tells of each change, and of nothing that is said in the space', async () => {
    const told: Vendor[] = []
    directoryChanges(cloud, (vendor) => void told.push(vendor))
    const [address = ''] = addresses()
    const authorization = `Bearer ${cloud.administration.tokens.of('alma')}`
    const posted = await fetch(`${cloud.apiUrl}/messages`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ roomId: cloud.roomId, text: 'hello' }),
    })
    assert.equal(posted.status, 200)
    assert.deepEqual(told, [])
    const { organisation } = cloud.administration
    organisation.delete(organisation.userByEmail(address)?.uuid ?? '', BY_TEST)
    cloud.okta.organisation.delete(cloud.okta.organisation.userByLogin(address)?.id ?? '')
    cloud.bevy.site.setForDeletion(cloud.bevy.site.accountByEmail(address)?.id ?? 0, 'sandbox')
    const member = cloud.aac.workspace.members().find(({ email }) => email === address)
    cloud.aac.workspace.remove(member?.id ?? 0, 0)
    assert.deepEqual(told, ['webex', 'okta', 'bevy', 'aac'])
  })
})
