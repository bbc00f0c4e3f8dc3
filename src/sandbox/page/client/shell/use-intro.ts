/** Whether the introduction is shown: until the visitor has hidden it, and again when they ask for it. */
import { useState } from 'preact/hooks'
import { remember, remembered } from './remembered.ts'

const INTRO = 'intro'
const HIDDEN = 'hidden'

export interface Intro {
  readonly isShown: boolean
  show(isShown: boolean): void
}

export const useIntro = (): Intro => {
  const [isShown, setShown] = useState(() => remembered(INTRO) !== HIDDEN)
  return {
    isShown,
    show: (isShown) => {
      remember(INTRO, isShown ? undefined : HIDDEN)
      setShown(isShown)
    },
  }
}
