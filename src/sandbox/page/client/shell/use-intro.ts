/**
 * How much of the introduction is shown: all of it to a newcomer, one line once something was said in the space, nothing once the
 * visitor has hidden it. They may have it otherwise.
 */
import { useEffect, useState } from 'preact/hooks'
import { useSession } from '../use-session.ts'
import { remember, remembered } from './remembered.ts'

const INTRO = 'intro'
const HIDDEN = 'hidden'

export type IntroShape = 'open' | 'slim' | 'hidden'

export interface Intro {
  readonly shape: IntroShape
  /** Hidden it stays, until it is asked for. */
  choose(shape: IntroShape): void
}

export const useIntro = (): Intro => {
  const [chosen, setChosen] = useState<IntroShape | undefined>(() =>
    remembered(INTRO) === HIDDEN ? HIDDEN : undefined,
  )
  const wasSaid = useWasSaid()
  return {
    shape: chosen ?? (wasSaid ? 'slim' : 'open'),
    choose: (shape) => {
      remember(INTRO, shape === HIDDEN ? HIDDEN : undefined)
      setChosen(shape)
    },
  }
}

/** Whether anything was said in the space; while messages are on their way it is as it was. */
const useWasSaid = (): boolean => {
  const { store } = useSession()
  const [wasSaid, setSaid] = useState(store.view.messages.length > 0)
  useEffect(() => {
    const follow = () => {
      const { messages, areMessagesLoaded } = store.view
      if (areMessagesLoaded) setSaid(messages.length > 0)
    }
    follow()
    return store.subscribe(follow)
  }, [store])
  return wasSaid
}
