/** Light, dark, or as the system has it. */
import { useEffect, useState } from 'preact/hooks'
import { CheckIcon, type Icon, MoonIcon, SunIcon, SystemIcon } from '../icons.tsx'
import { Menu } from './menu.tsx'
import { onRemembered } from './remembered.ts'
import { chooseTheme, rememberedTheme, showTheme, THEME, THEMES, type Theme } from './theme.ts'

const LOOKS: Readonly<Record<Theme, { readonly name: string; readonly icon: Icon }>> = {
  system: { name: 'As the system', icon: SystemIcon },
  light: { name: 'Light', icon: SunIcon },
  dark: { name: 'Dark', icon: MoonIcon },
}

export const ThemeMenu = () => {
  const [theme, setTheme] = useState(rememberedTheme)
  useEffect(() => showTheme(theme), [theme])
  useEffect(() => onRemembered(THEME, () => setTheme(rememberedTheme())), [])
  const { name, icon: Drawing } = LOOKS[theme]
  return (
    <Menu
      class="theme"
      title="Theme"
      buttonClass="icon-button"
      buttonLabel={`Theme: ${name.toLowerCase()}`}
      button={<Drawing />}
      rows={THEMES.map((key) => ({
        name: LOOKS[key].name,
        cells: [
          {
            content: <Look theme={key} isChosen={key === theme} />,
            isChosen: key === theme,
            onChoose: () => {
              chooseTheme(key)
              setTheme(key)
            },
          },
        ],
      }))}
    />
  )
}

const Look = ({ theme, isChosen }: { readonly theme: Theme; readonly isChosen: boolean }) => {
  const { name, icon: Drawing } = LOOKS[theme]
  return (
    <>
      <Drawing />
      <span class="menu-words">{name}</span>
      {isChosen && <CheckIcon />}
    </>
  )
}
