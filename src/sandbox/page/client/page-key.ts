/**
 * The secret by which the page's server tells the page from whoever got hold of its cookie. Comes behind the `#` of the address when a
 * link from the terminal was opened, and is kept for the other tabs of this origin.
 */
import { remember, remembered } from './shell/remembered.ts'

const NAME = 'page-key'

/** Takes it out of the address. Before anything else of the page reads the address. */
export const takePageKey = (): void => {
  const said = new URLSearchParams(location.hash.slice(1)).get('page')
  if (said === null) return
  remember(NAME, said)
  history.replaceState(null, '', '/')
}

export const pageKey = (): string => remembered(NAME) ?? ''
