import assert from 'node:assert/strict'
import {
  delimiterOf,
  MOST_COLUMNS,
  MOST_OF_A_CELL,
  MOST_ROWS,
  previewOf,
} from '../../../src/sandbox/page/client/space/csv-preview.ts'
import { isTable, kindWords, sizeWords } from '../../../src/sandbox/page/client/space/file-words.ts'

const bytesOf = (text: string, encoding: BufferEncoding = 'utf8'): ArrayBuffer =>
  new Uint8Array(Buffer.from(text, encoding)).buffer

describe('a file in the space', () => {
  it('has a size that people read', () => {
    assert.deepEqual([0, 1, 999, 1000, 9949, 54_321, 2_500_000, 3e12].map(sizeWords), [
      '0 bytes',
      '1 byte',
      '999 bytes',
      '1.0 KB',
      '9.9 KB',
      '54 KB',
      '2.5 MB',
      '3000 GB',
    ])
  })

  it('has a kind, and is a table by its name or by its type', () => {
    assert.deepEqual(
      [kindWords('a.csv', ''), kindWords('a', 'text/plain; charset=utf-8'), kindWords('a', '')],
      ['CSV', 'PLAIN', 'FILE'],
    )
    assert.deepEqual(
      [isTable('A.CSV', 'application/vnd.ms-excel'), isTable('a', 'text/csv'), isTable('a.csv.exe', 'x/y')],
      [true, true, false],
    )
  })
})

describe('the preview of a CSV', () => {
  it('takes quotes, a byte order mark and rows of other lengths as they come', async () => {
    const preview = await previewOf(bytesOf('\ufeffemail,note\r\na@example.com,"x,\ny",3\r\nb@example.com\r\n'))
    assert.deepEqual(preview, {
      header: ['email', 'note', ''],
      rows: [
        ['a@example.com', 'x,\ny', '3'],
        ['b@example.com', '', ''],
      ],
      more: 0,
      moreColumns: 0,
    })
  })

  it('leaves what looks like a formula or a tag as it is', async () => {
    const { rows } = await previewOf(bytesOf('a,b\n=1+1,<img src=x onerror=alert(1)>'))
    assert.deepEqual(rows, [['=1+1', '<img src=x onerror=alert(1)>']])
  })

  it('shows the first hundred rows and counts the others', async () => {
    const { rows, more } = await previewOf(bytesOf(`email\n${'a@example.com\n'.repeat(MOST_ROWS + 7)}`))
    assert.deepEqual([rows.length, more], [100, 7])
  })

  it('shows the first columns and the beginning of a cell, and counts the other columns', async () => {
    const row = `${'y'.repeat(MOST_OF_A_CELL + 1)}${',x'.repeat(99_999)}`
    const { header, rows, moreColumns } = await previewOf(bytesOf(`${row}\n${row}`))
    assert.deepEqual(
      [header.length, rows[0]?.length, moreColumns],
      [MOST_COLUMNS, MOST_COLUMNS, 100_000 - MOST_COLUMNS],
    )
    assert.equal(rows[0]?.[0], `${'y'.repeat(MOST_OF_A_CELL)}…`)
  })

  it('does not read a long file to its end', async () => {
    const { rows, more } = await previewOf(bytesOf(`email\n${'a@example.com\n'.repeat(200_000)}"never closed`))
    assert.deepEqual([rows.length, more], [MOST_ROWS, undefined])
  })

  it('gives up a row that never ends', async () => {
    await assert.rejects(previewOf(bytesOf(`a,b\n${'y'.repeat(3_000_000)}`)), /Max Record Size/)
  })

  it('reads what Excel calls Unicode text', async () => {
    assert.deepEqual((await previewOf(bytesOf('\ufeffname\tmail\nÖzlem\tx', 'utf16le'))).rows, [['Özlem', 'x']])
  })

  it('is parted by what parts the header most, outside of quotes', () => {
    assert.deepEqual(['a;b;c,d', 'a\tb', '"a;b;c",d', 'a', 'a|b|c'].map(delimiterOf), [';', '\t', ',', ',', '|'])
  })

  it('of nothing is empty', async () => {
    assert.deepEqual(await previewOf(bytesOf('')), { header: [], rows: [], more: 0, moreColumns: 0 })
  })
})
