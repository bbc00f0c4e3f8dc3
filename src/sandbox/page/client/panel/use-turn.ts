/** Turns knobs with the page's server. What that makes of it is what is shown, at once and in every tab. */
import { useState } from 'preact/hooks'
import type { KnobChange } from '../../protocol.ts'
import { wordsOf } from '../error-words.ts'
import { pageServer } from '../page-server.ts'
import { useSession } from '../use-session.ts'

/** Resolves when the server has answered, well or not. */
export type Turn = (change: KnobChange) => Promise<void>

export const useTurn = (): { readonly turn: Turn; readonly fault: string } => {
  const { store } = useSession()
  const [fault, setFault] = useState('')
  const turn: Turn = (change) =>
    pageServer.turn(change).then(
      (knobs) => {
        setFault('')
        store.happen({ kind: 'knobs', knobs })
      },
      (error: unknown) => setFault(`The knob was not turned: ${wordsOf(error)}`),
    )
  return { turn, fault }
}
