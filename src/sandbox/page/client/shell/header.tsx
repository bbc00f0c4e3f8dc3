/** The top of the page: what this is, whether the bot lives, who you are. */
import { useEffect } from 'preact/hooks'
import { KeysIcon, QuestionIcon } from '../icons.tsx'
import { useView } from '../use-session.ts'
import { BotStatus } from './bot-status.tsx'
import { PersonaMenu } from './persona-menu.tsx'
import { ThemeMenu } from './theme-menu.tsx'

export interface HeaderProps {
  readonly isIntroShown: boolean
  readonly onIntro: () => void
}

export const Header = ({ isIntroShown, onIntro }: HeaderProps) => {
  const { me } = useView()
  useEffect(() => {
    document.title = `${me.name} · Twokey sandbox`
  }, [me.name])
  return (
    <header class="top">
      <div class="top-name">
        <KeysIcon />
        <h1>Twokey</h1>
        <span class="chip chip-warn" title="Nothing here is real but the bot">
          Sandbox
        </span>
      </div>
      <BotStatus />
      <PersonaMenu />
      <div class="top-tools">
        <ThemeMenu />
        <button
          type="button"
          id="intro-button"
          class="icon-button"
          aria-expanded={isIntroShown}
          aria-controls={isIntroShown ? 'intro' : undefined}
          aria-label="What this is"
          title="What this is, and what to try"
          onClick={onIntro}
        >
          <QuestionIcon />
        </button>
      </div>
    </header>
  )
}
