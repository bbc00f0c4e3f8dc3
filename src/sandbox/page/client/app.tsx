/** The whole page: who you are, the space, and the organisation beside it. */
import { useState } from 'preact/hooks'
import { ConnectDialog } from './connect/connect-dialog.tsx'
import { Panel } from './panel/panel.tsx'
import { ErrorBoundary } from './shell/error-boundary.tsx'
import { Header } from './shell/header.tsx'
import { Intro } from './shell/intro.tsx'
import { LineBanner } from './shell/line-banner.tsx'
import { type Part, PartTabs } from './shell/part-tabs.tsx'
import { useIntro } from './shell/use-intro.ts'
import { useNarrow } from './shell/use-narrow.ts'
import { Space } from './space/space.tsx'

export const App = () => (
  <ErrorBoundary part="The page">
    <Parts />
  </ErrorBoundary>
)

const Parts = () => {
  const intro = useIntro()
  const isNarrow = useNarrow()
  const [part, setPart] = useState<Part>('space')
  const [half, setHalf] = useState<Exclude<Part, 'space'>>('organisation')
  const [isConnecting, setConnecting] = useState(false)
  const show = (shown: Part) => {
    setPart(shown)
    if (shown !== 'space') setHalf(shown)
  }
  // It belongs to the space where one part is shown at a time.
  const isIntroShown = intro.shape !== 'hidden' && (!isNarrow || part === 'space')
  const toggleIntro = () => {
    intro.choose(isIntroShown ? 'hidden' : 'open')
    setPart('space')
  }
  const hideIntro = () => {
    intro.choose('hidden')
    // Its own button goes with it; the focus goes to the one that brings it back.
    document.getElementById('intro-button')?.focus()
  }
  const isPanelAlone = isNarrow && part !== 'space'
  return (
    <div class="app" data-part={part}>
      <Header isIntroShown={isIntroShown} onIntro={toggleIntro} />
      <LineBanner />
      {isIntroShown && (
        <Intro
          isSlim={intro.shape === 'slim'}
          onFold={intro.choose}
          onHide={hideIntro}
          onSpace={() => setPart('space')}
          onKnobs={() => show('knobs')}
          onConnect={() => setConnecting(true)}
        />
      )}
      <div class="app-space">
        <ErrorBoundary part="The space">
          <Space />
        </ErrorBoundary>
      </div>
      <div class="app-panel" role={isPanelAlone ? 'main' : undefined}>
        <ErrorBoundary part="The organisation">
          <Panel shown={half} isAlone={isPanelAlone} onShow={show} />
        </ErrorBoundary>
      </div>
      {isNarrow && <PartTabs shown={part} onShow={show} />}
      <ConnectDialog isOpen={isConnecting} onClose={() => setConnecting(false)} />
    </div>
  )
}
