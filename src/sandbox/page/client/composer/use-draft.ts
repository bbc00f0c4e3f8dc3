/** What the visitor is about to say. It stays when they become somebody else, and when it could not be sent. */
import { useCallback, useState } from 'preact/hooks'
import { wordsOf } from '../error-words.ts'
import { pageServer } from '../page-server.ts'
import { membersOf } from '../space/people.ts'
import { useSession } from '../use-session.ts'
import { markupOf } from './draft-text.ts'

export interface DraftState {
  readonly text: string
  readonly file: File | undefined
  readonly isSending: boolean
  /** Why it was not sent, or not taken. */
  readonly error: string
  /** What else is to be known, e.g. that a second file stays out. */
  readonly note: string
  write(text: string): void
  attach(files: readonly File[]): void
  detach(): void
  /** Attaches a sample and writes the words that go with it. */
  takeSample(name: string): Promise<void>
  /** Resolves when it is said, or when the error tells why not. */
  send(threadId: string | undefined): Promise<void>
}

const ONE_FILE = 'A message holds one file. Remove this one first to send another.'

export const useDraft = (): DraftState => {
  const session = useSession()
  const [text, setText] = useState('')
  const [file, setFile] = useState<File>()
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState('')
  const [note, setNote] = useState('')

  const write = useCallback((written: string) => {
    setText(written)
    setError('')
  }, [])

  const attach = ([first, second]: readonly File[]) => {
    if (!first) return
    setError('')
    setNote(file !== undefined || second !== undefined ? ONE_FILE : '')
    if (file === undefined) setFile(first)
  }

  const detach = () => {
    setFile(undefined)
    setNote('')
  }

  const takeSample = async (name: string) => {
    const { bot, samples } = session.store.view.page
    const sample = samples.find((known) => known.name === name)
    try {
      setFile(await pageServer.sample(name))
      setNote('')
      write(`@${bot.name} ${sample?.words ?? ''}`)
    } catch (cause) {
      setError(`The sample "${name}" could not be fetched: ${wordsOf(cause)}`)
    }
  }

  const send = async (threadId: string | undefined) => {
    const said = text.trim()
    if (isSending || (said === '' && file === undefined)) return
    setSending(true)
    setError('')
    try {
      const markdown = markupOf(said, membersOf(session.store.view.page))
      await session.post({ markdown, ...(threadId !== undefined && { parentId: threadId }), ...(file && { file }) })
      setText('')
      detach()
    } catch (cause) {
      setError(`This was not sent, and is kept here. ${wordsOf(cause)}`)
    } finally {
      setSending(false)
    }
  }

  return { text, file, isSending, error, note, write, attach, detach, takeSample, send }
}
