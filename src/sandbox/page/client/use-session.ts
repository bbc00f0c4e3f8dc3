/** Gives the components the tab's session and what it shows now. */
import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import type { Session } from './session.ts'
import type { View } from './store.ts'

export const SessionContext = createContext<Session | undefined>(undefined)

export const useSession = (): Session => {
  const session = useContext(SessionContext)
  if (!session) throw new Error('a component stands outside of the page')
  return session
}

/** Draws the component again whenever what the page shows has changed. */
export const useView = (): View => {
  const { store } = useSession()
  const [view, setView] = useState(store.view)
  useEffect(() => {
    setView(store.view)
    return store.subscribe(() => setView(store.view))
  }, [store])
  return view
}
