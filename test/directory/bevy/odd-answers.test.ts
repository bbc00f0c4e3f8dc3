import assert from 'node:assert/strict'
import { createBevyDirectory } from '../../../src/directory/bevy/directory.ts'
import { staticToken } from '../../../src/directory/http/token-source.ts'
import { type Directory, type Found, findingKey } from '../../../src/model/directory.ts'
import { userId } from '../../../src/model/ids.ts'
import type { RowKey } from '../../../src/model/rows.ts'
import { WireError } from '../../../src/model/wire.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { memoryMeter } from '../../support/memory-meter.ts'
import { type OddAnswer, type OddRequest, oddServer } from '../../support/odd-server.ts'

type Answers = (request: OddRequest) => OddAnswer

async function against(answer: Answers, use: (directory: Directory, requests: readonly OddRequest[]) => Promise<void>) {
  const server = await oddServer(answer)
  try {
    const directory = createBevyDirectory({
      url: `${server.url}/api/`,
      tokens: staticToken('secret-key'),
      call: (_traits, attempt) => attempt(new AbortController().signal, () => undefined),
      clock: fakeClock(),
      meter: memoryMeter(),
      dailyCalls: 1_000,
    })
    await use(directory, server.requests)
  } finally {
    await server.close()
  }
}

const ann = { id: 7, email: 'Ann@example.com', first_name: 'Ann', last_name: 'Ames' }
const list = (...results: readonly unknown[]): OddAnswer => ({ body: { count: results.length, results } })
const none: OddAnswer = { status: 404, body: { detail: 'Not found.' } }
const signal = new AbortController().signal

async function find(directory: Directory, key: RowKey): Promise<Found | undefined> {
  return (await directory.find([key], () => undefined, signal)).findings.get(findingKey(key))
}

const byEmail = (value: string): RowKey => ({ by: 'email', value })
const isSearch = ({ url }: OddRequest): boolean => url.includes('search=')
const isList = ({ url }: OddRequest): boolean => url.startsWith('/api/user/?')

const codeOf = (code: string) => (error: unknown) => error instanceof WireError && error.fault.code === code

describe('a lookup in Bevy', () => {
  it('sends the key as a token, to the path that clients use, whether the address ends in /api or not', () =>
    against(
      (request) => (isList(request) ? list(ann) : { body: ann }),
      async (directory, requests) => {
        const found = await find(directory, byEmail('ann@example.com'))
        assert.equal(found?.kind, 'found')
        assert.equal(found.subject.displayName, 'Ann Ames')
        assert.equal(found.subject.login, 'ann@example.com')
        assert.deepEqual(
          requests.map(({ method, url, authorization }) => [method, url, authorization]),
          [
            ['GET', '/api/user/?page=1&page_size=1', 'Token secret-key'],
            ['GET', '/api/user/ann%40example.com', 'Token secret-key'],
          ],
        )
      },
    ))

  it('does not choose between two accounts of one address, nor take a near one', async () => {
    const other = { ...ann, id: 8, email: 'ann@EXAMPLE.com' }
    await against(
      (request) => (isSearch(request) ? list(ann, other) : isList(request) ? list(ann) : none),
      async (directory) => {
        assert.deepEqual(await find(directory, byEmail('ann@example.com')), {
          kind: 'ambiguous',
          detail: '2 accounts have the address "ann@example.com"',
        })
      },
    )
    await against(
      (request) =>
        isSearch(request)
          ? list({ ...ann, email: 'joann@example.com' }, { id: 9 })
          : isList(request)
            ? list(ann)
            : none,
      async (directory) => assert.deepEqual(await find(directory, byEmail('ann@example.com')), { kind: 'absent' }),
    )
  })

  it('takes an account that is shown twice for one', () =>
    against(
      (request) => (isSearch(request) ? list(ann, ann) : isList(request) ? list(ann) : none),
      async (directory) => assert.equal((await find(directory, byEmail('ann@example.com')))?.kind, 'found'),
    ))

  it('does not believe an account of another address, or of none, by the direct path', async () => {
    for (const email of ['joann@example.com', null, '\u212aim@example.com'])
      await against(
        (request) => (isList(request) ? list(ann) : { body: { ...ann, email } }),
        async (directory) => assert.equal((await find(directory, byEmail('kim@example.com')))?.kind, 'ambiguous'),
      )
  })

  it('reads the search to its end, and names nobody when that is far', async () => {
    const near = (page: number) =>
      Array.from({ length: 100 }, (_, n) => ({ id: page * 1000 + n + 1, email: `x${n}.ann@example.com` }))
    const answer =
      (count: number): Answers =>
      (request) => {
        const page = Number(new URL(request.url, 'http://site').searchParams.get('page'))
        if (!isSearch(request)) return isList(request) ? list(ann) : none
        return { body: { count, results: page === 3 ? [...near(page).slice(1), ann] : near(page) } }
      }
    await against(answer(300), async (directory) =>
      assert.equal((await find(directory, byEmail('ann@example.com')))?.kind, 'found'),
    )
    await against(answer(301), async (directory) =>
      assert.equal((await find(directory, byEmail('ann@example.com')))?.kind, 'ambiguous'),
    )
  })

  it('sends no address that is none and no id that is none', () =>
    against(
      () => list(ann),
      async (directory, requests) => {
        for (const key of [
          byEmail('..'),
          byEmail(''),
          { by: 'id', value: '7/../8' },
          { by: 'id', value: '07' },
        ] as const)
          assert.deepEqual(await find(directory, key), { kind: 'absent' })
        assert.ok(requests.every(isList))
      },
    ))

  for (const [what, body] of [
    ['a list without a count', { results: [ann] }],
    ['a list of people without an id', { count: 1, results: [{ email: 'ann@example.com' }] }],
    ['an address that is a number', { count: 1, results: [{ id: 7, email: 7 }] }],
    ['a page of HTML', '<html>signed out</html>'],
  ] as const)
    it(`throws for ${what}`, () =>
      against(
        () => ({ body }),
        async (directory) => {
          await assert.rejects(directory.check(), codeOf('bad-answer'))
          await assert.rejects(
            directory.everyone(() => undefined, signal),
            codeOf('bad-answer'),
          )
        },
      ))

  it('takes another account than the one asked for by its id for a bad answer', () =>
    against(
      (request) => (isList(request) ? list(ann) : { body: ann }),
      async (directory) => {
        await assert.rejects(directory.reread([userId('8')]), codeOf('bad-answer'))
        assert.equal((await directory.reread([userId('7')])).get(userId('7'))?.kind, 'found')
      },
    ))

  it('takes an id in quotes for the same as the number', () =>
    against(
      (request) => (isList(request) ? list(ann) : { body: { ...ann, id: '7' } }),
      async (directory) => assert.equal((await directory.reread([userId('7')])).get(userId('7'))?.kind, 'found'),
    ))

  it('does not take a path that leads to nobody for a site where nobody is', async () => {
    await against(
      (request) => (isList(request) ? list(ann) : none),
      async (directory) => {
        await assert.rejects(directory.reread([userId('99')]), codeOf('wrong-path'))
        await assert.rejects(directory.reread([userId('7')]), codeOf('wrong-path'))
      },
    )
    await against(
      (request) =>
        isList(request) ? list({ ...ann, id: 5 }, ann) : request.url === '/api/user/7/' ? { body: ann } : none,
      async (directory, requests) => {
        assert.deepEqual((await directory.reread([userId('99')])).get(userId('99')), { kind: 'absent' })
        const calls = requests.length
        await directory.reread([userId('98')])
        assert.equal(requests.length, calls + 1)
      },
    )
  })

  it('follows no redirect with the key', () =>
    against(
      () => ({ status: 302, headers: { location: 'http://127.0.0.1:9/' } }),
      async (directory, requests) => {
        await assert.rejects(directory.check(), codeOf('http-302'))
        assert.equal(requests.length, 1)
      },
    ))
})

describe('everyone in Bevy', () => {
  const pages =
    (counts: readonly number[], ...shown: readonly (readonly number[])[]): Answers =>
    ({ url }) => {
      const page = Number(new URL(url, 'http://site').searchParams.get('page'))
      const ids = shown[page - 1]
      if (ids === undefined) return none
      return { body: { count: counts[page - 1] ?? 0, results: ids.map((id) => ({ id, email: `p${id}@example.com` })) } }
    }
  const everyone = (directory: Directory) => directory.everyone(() => undefined, signal)

  it('is read page by page to the end, with how far it is', () =>
    against(pages([5, 5, 5], [1, 2], [3, 4], [5]), async (directory) => {
      const seen: number[] = []
      const { subjects } = await directory.everyone(({ done, total }) => seen.push(done, total), signal)
      assert.deepEqual(
        subjects.map(({ id }) => id),
        ['1', '2', '3', '4', '5'],
      )
      assert.deepEqual(seen, [2, 5, 4, 5, 5, 5])
    }))

  it('may be nobody', () =>
    against(pages([0], []), async (directory) => assert.deepEqual((await everyone(directory)).subjects, [])))

  for (const [what, answer, code] of [
    ['the pages end early', pages([5, 5, 5], [1, 2], [3, 4], []), 'bad-answer'],
    ['a page is not there', pages([5, 5], [1, 2], [3, 4]), 'http-404'],
    ['one page comes again and again', pages([5, 5, 5], [1, 2], [1, 2], [1, 2]), 'bad-answer'],
    ['somebody joined meanwhile', pages([4, 5], [1, 2], [3, 4]), 'bad-answer'],
    ['more people are shown than counted', pages([3, 3], [1, 2], [3, 4]), 'bad-answer'],
  ] as const)
    it(`is nobody at all when ${what}`, () =>
      against(answer, async (directory) => {
        await assert.rejects(everyone(directory), codeOf(code))
      }))
})
