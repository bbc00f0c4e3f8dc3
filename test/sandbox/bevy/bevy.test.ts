import assert from 'node:assert/strict'
import { bevy } from '../../../src/sandbox/bevy/bevy.ts'
import { type Served, serving } from './serving.ts'

const PEOPLE = [
  { email: 'Kim@example.com', firstName: 'Kim', lastName: 'Berg' },
  { email: 'joakim@example.com', firstName: 'Joakim', lastName: 'Berg' },
  { email: 'ada+events@example.com', firstName: 'Ada', lastName: 'Byron' },
]
const idOf = ({ emulation }: Served, email: string): number =>
  emulation.site.accountByEmail(email)?.id ?? assert.fail(`nobody has "${email}"`)

describe('the emulated Bevy site, reading', () => {
  it('answers in the documented form without a key, with an unknown one and with one of another kind', () =>
    serving({}, async ({ call }) => {
      assert.equal((await call('GET', '/api/user/', '')).status, 401)
      const reply = await call('GET', '/api/user/', 'nobody')
      assert.deepEqual([reply.status, reply.body], [401, { detail: 'Invalid token.' }])
    }))

  it('ends the old key at once when an administrator gets a new one, and gives none to others', () =>
    serving({}, async ({ emulation, call }) => {
      const next = emulation.keys.make(emulation.adminId)
      assert.equal((await call('GET', '/api/user/')).status, 401)
      assert.equal((await call('GET', '/api/user/', next)).status, 200)
      assert.throws(() => emulation.keys.make(emulation.adminId + 1), /no HQ administrator/)
    }))

  it('shows one account by its number and by its address, with a slash at the end or without', () =>
    serving({ people: PEOPLE }, async (served) => {
      const id = idOf(served, 'ada+events@example.com')
      const account = {
        id,
        first_name: 'Ada',
        last_name: 'Byron',
        full_name: 'Ada Byron',
        email: 'ada+events@example.com',
      }
      for (const path of [`${id}/`, `${id}`, 'ada%2Bevents%40example.com', 'ADA%2Bevents%40example.com/'])
        assert.deepEqual((await served.call('GET', `/api/user/${path}`)).body, account, path)
      for (const path of ['ada%20events%40example.com', '99', 'me', 'ada'])
        assert.deepEqual((await served.call('GET', `/api/user/${path}/`)).body, { detail: 'Not found.' }, path)
    }))

  it('takes no address, or only the case it was written in, where it is asked to be so', async () => {
    await serving({ people: PEOPLE, takesEmail: 'never' }, async ({ call }) =>
      assert.equal((await call('GET', '/api/user/joakim%40example.com')).status, 404),
    )
    await serving({ people: PEOPLE, takesEmail: 'same-case' }, async ({ call }) => {
      assert.equal((await call('GET', '/api/user/kim%40example.com')).status, 404)
      assert.equal((await call('GET', '/api/user/Kim%40example.com')).status, 200)
    })
  })

  it('sends a path without a slash on to the one with it, where it is asked to', () =>
    serving({ people: PEOPLE, wantsSlash: true }, async ({ call }) => {
      const reply = await call('GET', '/api/user/kim%40example.com?fields=id')
      assert.deepEqual(
        [reply.status, reply.headers.get('location')],
        [301, '/bevy/api/user/kim%40example.com/?fields=id'],
      )
    }))

  it('searches nearly: parts of names and addresses, whatever the case', () =>
    serving({ people: PEOPLE }, async ({ call }) => {
      const hits = async (text: string) =>
        (await call('GET', `/api/user/?search=${encodeURIComponent(text)}`)).results.map((hit) => hit['first_name'])
      assert.deepEqual(await hits('kim@example.com'), ['Kim', 'Joakim'])
      assert.deepEqual(await hits('berg joa'), ['Joakim'])
      assert.deepEqual(await hits('nobody'), [])
    }))

  it('lists everybody page by page, each once, and says how many there are', () =>
    serving({ size: 30, pageSizeLimit: 10 }, async ({ call }) => {
      const pages = await Promise.all([1, 2, 3, 4].map((page) => call('GET', `/api/user/?page=${page}&page_size=100`)))
      assert.deepEqual(
        pages.map(({ results }) => results.length),
        [10, 10, 10, 1],
      )
      for (const { body } of pages) assert.equal(body['count'], 31)
      assert.equal(new Set(pages.flatMap(({ results }) => results.map((hit) => hit['id']))).size, 31)
      assert.deepEqual((await call('GET', '/api/user/?page=5&page_size=10')).body, { detail: 'Invalid page.' })
      const bad = await call('GET', '/api/user/?page_size=many')
      assert.deepEqual([bad.status, bad.body], [400, { page_size: 'A valid integer is required.' }])
    }))

  it('shows only the fields that are asked for', () =>
    serving({ people: PEOPLE }, async (served) => {
      const id = idOf(served, 'kim@example.com')
      assert.deepEqual((await served.call('GET', `/api/user/${id}/?fields=id,email`)).body, {
        id,
        email: 'Kim@example.com',
      })
      const { results } = await served.call('GET', '/api/user/?fields=id&page_size=1')
      assert.deepEqual(
        results.map((hit) => Object.keys(hit)),
        [['id']],
      )
    }))

  it('makes the same members from the same seed, with addresses of their own', () => {
    const emails = (seed: number) => bevy({ seed }).site.accounts.map(({ email }) => email)
    assert.deepEqual(emails(1), emails(1))
    assert.notDeepEqual(emails(1), emails(2))
    assert.equal(new Set(emails(1)).size, 251)
  })
})

describe('the emulated Bevy site, deleting', () => {
  it('sets the account for deletion and shows it until its day comes, then only its number and name', () =>
    serving({ people: PEOPLE }, async (served) => {
      const id = idOf(served, 'kim@example.com')
      assert.equal((await served.call('DELETE', `/api/user/${id}/`)).status, 204)
      served.days(6.9)
      assert.equal((await served.call('GET', `/api/user/${id}/`)).body['email'], 'Kim@example.com')
      served.days(0.2)
      const after = await served.call('GET', `/api/user/${id}/`)
      assert.match(String(after.body['email']), /^deleted\+[0-9a-f]{12}@bevylabs\.com$/)
      assert.equal(after.body['full_name'], 'Kim Berg')
      assert.equal((await served.call('GET', '/api/user/kim%40example.com')).status, 404)
      assert.equal((await served.call('DELETE', `/api/user/${id}/`)).status, 404)
      assert.deepEqual(
        served.emulation.site.changes.map(({ what, at, by }) => [what, at, by]),
        [
          ['deletion-set', '2026-05-04T12:00:00.000Z', served.emulation.adminId],
          ['deleted', '2026-05-11T12:00:00.000Z', 'bevy'],
        ],
      )
    }))

  it('carries each deletion out on its own day', () =>
    serving({ people: PEOPLE }, async (served) => {
      for (const email of ['kim@example.com', 'joakim@example.com']) {
        await served.call('DELETE', `/api/user/${idOf(served, email)}/`)
        served.days(2)
      }
      const gone = () => served.emulation.site.accounts.filter(({ deletedAt }) => deletedAt).length
      const seen = [gone()]
      for (const days of [3, 1, 1]) {
        served.days(days)
        seen.push(gone())
      }
      assert.deepEqual(seen, [0, 1, 1, 2])
    }))

  it('ends a key when its owner is deleted, and not before', () =>
    serving({ people: PEOPLE }, async ({ emulation, call, days }) => {
      const other = emulation.site.create({ email: 'second@example.com', firstName: 'Second', lastName: 'Admin' }, true)
      const key = emulation.keys.make(other.id)
      assert.equal((await call('DELETE', `/api/user/${emulation.adminId}/`, key)).status, 204)
      assert.equal((await call('GET', '/api/user/')).status, 200)
      days(7)
      assert.equal((await call('GET', '/api/user/')).status, 401)
      assert.equal((await call('GET', '/api/user/', key)).status, 200)
    }))

  it('hides who was deleted where it is asked to', () =>
    serving({ people: PEOPLE, showsDeleted: false, daysUntilDeletion: 1 }, async (served) => {
      const id = idOf(served, 'kim@example.com')
      await served.call('DELETE', `/api/user/${id}/`)
      served.days(1)
      assert.equal((await served.call('GET', `/api/user/${id}/`)).status, 404)
      assert.equal((await served.call('GET', '/api/user/')).body['count'], 3)
    }))

  it('keeps the day of the first asking, however the second one is answered', async () => {
    for (const [secondDelete, status] of [
      ['same', 204],
      [400, 400],
      [404, 404],
    ] as const) {
      await serving({ people: PEOPLE, secondDelete }, async (served) => {
        const id = idOf(served, 'kim@example.com')
        await served.call('DELETE', `/api/user/${id}/`)
        served.days(3)
        assert.equal((await served.call('DELETE', `/api/user/${id}/`)).status, status)
        assert.equal(served.emulation.site.account(id)?.deletionAt, '2026-05-11T12:00:00.000Z')
      })
    }
  })

  it('answers a deletion with the status that it is asked to give', async () => {
    for (const deleteStatus of [200, 202, 204] as const) {
      await serving({ people: PEOPLE, deleteStatus }, async (served) => {
        const id = idOf(served, 'kim@example.com')
        const reply = await served.call('DELETE', `/api/user/${id}/`)
        assert.deepEqual([reply.status, reply.body['id']], [deleteStatus, deleteStatus === 204 ? undefined : id])
      })
    }
  })

  it('deletes nobody by address, nobody who is not there and not the owner of the key', () =>
    serving({ people: PEOPLE }, async (served) => {
      const { call, emulation } = served
      const before = emulation.site.snapshot()
      for (const [name, status] of [
        ['kim%40example.com', 404],
        ['99', 404],
        [String(emulation.adminId), 403],
      ] as const)
        assert.equal((await call('DELETE', `/api/user/${name}/`)).status, status)
      assert.deepEqual(emulation.site.snapshot(), before)
    }))

  it('shows that a deletion is set in the field that it is asked for, and nowhere otherwise', async () => {
    for (const [shows, before, after] of [
      ['flag', false, true],
      ['time', null, '2026-05-11T12:00:00.000Z'],
    ] as const) {
      await serving({ people: PEOPLE, deletionField: { name: 'to_be_deleted', shows } }, async (served) => {
        const path = `/api/user/${idOf(served, 'kim@example.com')}/`
        assert.equal((await served.call('GET', path)).body['to_be_deleted'], before)
        await served.call('DELETE', path)
        assert.equal((await served.call('GET', path)).body['to_be_deleted'], after)
      })
    }
    await serving({ people: PEOPLE }, async (served) => {
      const path = `/api/user/${idOf(served, 'kim@example.com')}/`
      const before = await served.call('GET', path)
      await served.call('DELETE', path)
      assert.deepEqual((await served.call('GET', path)).body, before.body)
    })
  })

  it('has no way to call a deletion off over the API, unless it is asked for', async () => {
    const cancel = { method: 'POST', path: '/api/user/{id}/cancel-deletion/' } as const
    await serving({ people: PEOPLE }, async (served) => {
      const id = idOf(served, 'kim@example.com')
      await served.call('DELETE', `/api/user/${id}/`)
      assert.equal((await served.call('POST', `/api/user/${id}/cancel-deletion/`)).status, 404)
    })
    await serving({ people: PEOPLE, cancel }, async (served) => {
      const path = `/api/user/${idOf(served, 'kim@example.com')}/`
      assert.equal((await served.call('POST', `${path}cancel-deletion/`)).status, 400)
      await served.call('DELETE', path)
      assert.equal((await served.call('POST', `${path}cancel-deletion/`)).status, 200)
      served.days(8)
      assert.equal((await served.call('GET', path)).body['email'], 'Kim@example.com')
      await served.call('DELETE', path)
      served.days(8)
      assert.equal((await served.call('POST', `${path}cancel-deletion/`)).status, 404)
    })
  })

  it('tells its listeners, and is as at the start after a reset', () =>
    serving({ people: PEOPLE }, async (served) => {
      const { site } = served.emulation
      const before = site.snapshot()
      const heard: string[] = []
      const unsubscribe = site.onChange(({ what, email }) => heard.push(`${what} ${email}`))
      const id = idOf(served, 'kim@example.com')
      await served.call('DELETE', `/api/user/${id}/`)
      site.update(id, { email: 'kim.berg@example.com' })
      unsubscribe()
      site.remove(id)
      assert.deepEqual(heard, ['deletion-set Kim@example.com', 'updated kim.berg@example.com'])
      served.emulation.reset()
      assert.deepEqual(site.snapshot(), before)
      assert.equal((await served.call('GET', '/api/user/')).status, 200)
    }))
})

describe('the emulated Bevy site, counting calls', () => {
  const statuses = async ({ call }: Served, calls: number): Promise<number[]> => {
    const seen: number[] = []
    for (let n = 0; n < calls; n++) seen.push((await call('GET', '/api/user/99/')).status)
    return seen
  }

  it('takes so many calls a day, answered well or not, and says when it takes the next', () =>
    serving({ dailyCalls: 3 }, async (served) => {
      assert.deepEqual(await statuses(served, 4), [404, 404, 404, 429])
      const reply = await served.call('DELETE', '/api/user/99/')
      assert.deepEqual([reply.status, reply.headers.get('retry-after')], [429, String(12 * 3600)])
      served.days(0.5)
      assert.deepEqual(await statuses(served, 4), [404, 404, 404, 429])
    }))

  it('begins the day at the hour that it is asked to', () =>
    serving({ dailyCalls: 1, dayBeginsAt: 15 }, async (served) => {
      await statuses(served, 1)
      assert.equal((await served.call('GET', '/api/user/')).headers.get('retry-after'), String(3 * 3600))
    }))

  it('lets each call count for 24 hours where the window slides', () =>
    serving({ dailyCalls: 2, quotaWindow: 'sliding' }, async (served) => {
      await statuses(served, 1)
      served.days(0.75)
      assert.deepEqual(await statuses(served, 2), [404, 429])
      served.days(0.25)
      assert.deepEqual(await statuses(served, 2), [404, 429])
    }))

  it('answers the excess in each way that it is asked for', async () => {
    for (const [excess, status, retryAfter] of [
      ['429-retry-after', 429, '43200'],
      ['429', 429, null],
      ['403', 403, null],
      ['403-retry-after', 403, '43200'],
    ] as const) {
      await serving({ dailyCalls: 0, excess }, async ({ call }) => {
        const reply = await call('GET', '/api/user/')
        assert.deepEqual([reply.status, reply.headers.get('retry-after')], [status, retryAfter])
        assert.equal(typeof reply.body['detail'], 'string')
      })
    }
  })

  it('counts each key for itself, and calls without one against their own limit', () =>
    serving({ dailyCalls: 1, anonymousCalls: 2 }, async (served) => {
      const { emulation, call } = served
      const other = emulation.site.create({ email: 'second@example.com', firstName: 'Second', lastName: 'Admin' }, true)
      const key = emulation.keys.make(other.id)
      await statuses(served, 1)
      assert.equal((await call('GET', '/api/user/', key)).status, 200)
      assert.deepEqual([emulation.quota.used(emulation.key), emulation.quota.used(key)], [1, 1])
      const seen = await Promise.all([1, 2, 3].map(() => call('GET', '/api/user/', '')))
      assert.deepEqual(seen.map(({ status }) => status).sort(), [401, 401, 429])
    }))
})
