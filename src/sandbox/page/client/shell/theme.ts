/** Light or dark, as the system has it or as the visitor chose; all tabs follow. */
import { remember, remembered } from './remembered.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export const THEME = 'theme'

export const rememberedTheme = (): Theme => THEMES.find((theme) => theme === remembered(THEME)) ?? 'system'

export const showTheme = (theme: Theme): void => {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

export const chooseTheme = (theme: Theme): void => {
  remember(THEME, theme === 'system' ? undefined : theme)
  showTheme(theme)
}
