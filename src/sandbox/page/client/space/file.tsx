/** A file that came with a message: what it is, the way to keep it, and a look into it when it is a table. */
import { useEffect, useState } from 'preact/hooks'
import { wordsOf } from '../error-words.ts'
import { DownloadIcon, FileIcon, TableIcon } from '../icons.tsx'
import { useSession, useView } from '../use-session.ts'
import type { FileHead } from '../webex.ts'
import { CsvTable } from './csv-table.tsx'
import { isTable, kindWords, sizeWords } from './file-words.ts'
import { shownName } from './people.ts'
import { saveFile } from './save-file.ts'

export interface FileViewProps {
  readonly url: string
}

export const FileView = ({ url }: FileViewProps) => {
  const session = useSession()
  const { head, error, setError } = useFileHead(url)
  const [isOpen, setOpen] = useState(false)
  const name = shownName(head?.name ?? 'File')
  const save = () => {
    setError('')
    session.webex.file(url).then(saveFile, (cause: unknown) => setError(wordsOf(cause)))
  }
  return (
    <div class="file">
      <div class="file-chip">
        <span class="file-icon">
          <FileIcon />
        </span>
        <span class="file-words">
          <bdi class="file-name">{name}</bdi>
          <span class="file-kind">{head ? `${kindWords(head.name, head.type)} · ${sizeWords(head.size)}` : '…'}</span>
        </span>
        {head && isTable(head.name, head.type) && (
          <button
            type="button"
            class="icon-button"
            aria-expanded={isOpen}
            aria-label={`Look into ${name}`}
            title="Look into it"
            onClick={() => setOpen(!isOpen)}
          >
            <TableIcon />
          </button>
        )}
        <button type="button" class="icon-button" aria-label={`Download ${name}`} title="Download" onClick={save}>
          <DownloadIcon />
        </button>
      </div>
      {error !== '' && (
        <p class="file-error" role="alert">
          {error}
        </p>
      )}
      {isOpen && <CsvTable url={url} name={name} />}
    </div>
  )
}

const useFileHead = (url: string) => {
  const session = useSession()
  const { me } = useView()
  const [head, setHead] = useState<FileHead>()
  const [error, setError] = useState('')
  useEffect(() => {
    let isWanted = true
    session.webex.fileHead(url).then(
      (found) => isWanted && setHead(found),
      (cause: unknown) => isWanted && setError(wordsOf(cause)),
    )
    return () => {
      isWanted = false
    }
  }, [session, url, me])
  return { head, error, setError }
}
