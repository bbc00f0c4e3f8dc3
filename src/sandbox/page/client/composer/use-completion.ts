/** The list that opens while something is typed: which suggestion is marked, and what the keys do to it. */

import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { useView } from '../use-session.ts'
import { completed, completionAt, type Suggestion } from './completion.ts'

export interface CompletionOptions {
  readonly box: RefObject<HTMLTextAreaElement | null>
  readonly text: string
  readonly write: (text: string) => void
}

export const useCompletion = ({ box, text, write }: CompletionOptions) => {
  const { page } = useView()
  const [caret, setCaret] = useState(0)
  const [marked, setMarked] = useState(0)
  /** For this text the list was closed by hand. */
  const [closedFor, setClosedFor] = useState<string>()
  const nextCaret = useRef<number | undefined>(undefined)
  const completion = closedFor === text ? undefined : completionAt(text, caret, page)
  const count = completion?.suggestions.length ?? 0
  const at = Math.min(marked, Math.max(count - 1, 0))

  useLayoutEffect(() => {
    if (nextCaret.current === undefined) return
    box.current?.setSelectionRange(nextCaret.current, nextCaret.current)
    nextCaret.current = undefined
  }, [text, box])

  const track = () => setCaret(box.current?.selectionStart ?? 0)

  /** Writes and leaves the caret there, wherever it was before. */
  const place = (written: { readonly text: string; readonly caret: number }) => {
    nextCaret.current = written.caret
    setCaret(written.caret)
    setMarked(0)
    setClosedFor(undefined)
    write(written.text)
    box.current?.focus()
  }

  const choose = (suggestion: Suggestion | undefined) => {
    if (completion && suggestion) place(completed(text, completion, suggestion))
  }

  /** Whether the key was for the list. */
  const onKey = (key: string): boolean => {
    if (!completion) return false
    if (key === 'ArrowDown') setMarked((at + 1) % count)
    else if (key === 'ArrowUp') setMarked((at + count - 1) % count)
    else if (key === 'Enter' || key === 'Tab') choose(completion.suggestions[at])
    else if (key === 'Escape') setClosedFor(text)
    else return false
    return true
  }

  return { completion, at, track, place, choose, onKey, close: () => setClosedFor(text) }
}
