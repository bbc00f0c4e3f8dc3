import assert from 'node:assert/strict'
import { z } from 'zod'
import { pagesOf, type Read } from '../../../src/directory/http/read.ts'

const URL_OF_FIRST = 'https://vendor.example/people'
const READING = { bucket: 'people', url: URL_OF_FIRST, doing: 'reading people', schema: z.number() }

/** A vendor with so many pages, whose bodies are their numbers; notes which were asked for. */
const vendorOf = (pages: number, fails?: number) => {
  const asked: number[] = []
  const read: Read = async ({ url, schema }) => {
    const no = Number(new URL(url).searchParams.get('page') ?? 1)
    asked.push(no)
    if (no === fails) throw new Error(`page ${no} cannot be had`)
    const body = schema.parse(no)
    return no < pages ? { body, link: `<${URL_OF_FIRST}?page=${no + 1}>; rel="next"` } : { body }
  }
  return { asked, read }
}

describe('pages', () => {
  it('come in order, and from the second on the next is under way while one is looked at', async () => {
    const { asked, read } = vendorOf(4)
    const seen: (readonly [number, number])[] = []
    for await (const page of pagesOf(read, READING)) seen.push([page, asked.length])
    assert.deepEqual(seen, [
      [1, 1],
      [2, 3],
      [3, 4],
      [4, 4],
    ])
  })

  it('cost one call where the first is enough', async () => {
    const { asked, read } = vendorOf(4)
    for await (const page of pagesOf(read, READING)) if (page === 1) break
    assert.deepEqual(asked, [1])
  })

  it('fail the reading with one that cannot be had, and nobody else hears of it when they were not wanted', async () => {
    const { read } = vendorOf(4, 3)
    const seen: number[] = []
    await assert.rejects(async () => {
      for await (const page of pagesOf(read, READING)) seen.push(page)
    }, /page 3 cannot be had/)
    assert.deepEqual(seen, [1, 2])
    for await (const page of pagesOf(read, READING)) if (page === 2) break
  })
})
