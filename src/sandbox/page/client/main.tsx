/** Opens the page in this tab. */
import { render } from 'preact'
import { App } from './app.tsx'
import { wordsOf } from './error-words.ts'
import { takePageKey } from './page-key.ts'
import { Session } from './session.ts'
import { rememberedTheme, showTheme } from './shell/theme.ts'
import { SessionContext } from './use-session.ts'

const place = document.getElementById('page')
if (!place) throw new Error('The document has no place for the page.')

takePageKey()
// Before anything is drawn, so that nobody is dazzled first.
showTheme(rememberedTheme())

try {
  const session = await Session.open()
  place.replaceChildren()
  render(
    <SessionContext.Provider value={session}>
      <App />
    </SessionContext.Provider>,
    place,
  )
} catch (error) {
  place.textContent = `The page could not be opened: ${wordsOf(error)} Reload it, or look into the terminal.`
}
