/** The first rows of a CSV as a table. What stands in a cell is shown and never acted upon. */
import { useEffect, useState } from 'preact/hooks'
import { wordsOf } from '../error-words.ts'
import { useSession } from '../use-session.ts'
import { type Preview, previewOf } from './csv-preview.ts'
import { SCROLLED } from './scrolled.ts'

export interface CsvTableProps {
  readonly url: string
  readonly name: string
}

export const CsvTable = ({ url, name }: CsvTableProps) => {
  const session = useSession()
  const [preview, setPreview] = useState<Preview>()
  const [error, setError] = useState('')
  useEffect(() => {
    session.webex
      .file(url)
      .then(({ bytes }) => bytes.arrayBuffer())
      .then(previewOf)
      .then(setPreview, (cause: unknown) =>
        setError(`${name} cannot be shown as a table: ${wordsOf(cause)} It can still be downloaded.`),
      )
  }, [session, url, name])
  if (error !== '')
    return (
      <p class="file-error" role="alert">
        {error}
      </p>
    )
  return preview ? <Rows name={name} preview={preview} /> : <p class="file-more">Reading {name}…</p>
}

interface RowsProps {
  readonly name: string
  readonly preview: Preview
}

const Rows = ({ name, preview: { header, rows, more, moreColumns } }: RowsProps) => (
  <>
    <section class="file-table" aria-label={`Table: ${name}`} {...SCROLLED}>
      <table>
        <thead>
          <tr>
            {header.map((cell, column) => (
              <th key={`${column}-${cell}`} scope="col">
                <bdi>{cell}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, line) => (
            <tr key={`${line}-${row[0]}`}>
              {row.map((cell, column) => (
                <td key={`${column}-${cell}`}>
                  <bdi>{cell}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
    <p class="file-more">{[amountWords(rows.length, more), columnWords(moreColumns)].filter(Boolean).join(', ')}</p>
  </>
)

const amountWords = (shown: number, more: number | undefined): string => {
  if (more === undefined) return `the first ${shown} rows; the file is too long to count the others`
  if (more > 0) return `and ${more} more ${more === 1 ? 'row' : 'rows'}`
  return shown === 1 ? '1 row' : `${shown} rows`
}

const columnWords = (more: number): string =>
  more === 0 ? '' : `${more} more ${more === 1 ? 'column' : 'columns'} to the right`
