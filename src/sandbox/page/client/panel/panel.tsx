/** The emulated organisation beside the space, and the knobs: two halves of which one is shown. */
import type { ComponentChildren } from 'preact'
import { useView } from '../use-session.ts'
import { turnedCount } from './knob-words.ts'
import { Knobs } from './knobs.tsx'
import { Organisation } from './organisation.tsx'
import { panelIdOf, Tabs, tabIdOf } from './tabs.tsx'

export type Half = 'organisation' | 'knobs'

export interface PanelProps {
  /** Which half is shown where there is room for one alone. */
  readonly shown: Half
  /** Whether it is all that is shown: then it stands beside nothing. */
  readonly isAlone: boolean
  readonly onShow: (shown: Half) => void
}

const ID = 'panel'

export const Panel = ({ shown, isAlone, onShow }: PanelProps) => {
  const turned = turnedCount(useView().page.knobs)
  return (
    <aside class="panel" role={isAlone ? 'region' : undefined} aria-label="Organisation and knobs">
      <Tabs
        label="Side panel"
        id={ID}
        class="panel-halves"
        shown={shown}
        onShow={onShow}
        tabs={[
          { key: 'organisation', label: 'Organisation' },
          { key: 'knobs', label: turned === 0 ? 'Knobs' : <TurnedLabel count={turned} /> },
        ]}
      />
      <HalfOf half="organisation" shown={shown}>
        <Organisation />
      </HalfOf>
      <HalfOf half="knobs" shown={shown}>
        <Knobs />
      </HalfOf>
    </aside>
  )
}

const TurnedLabel = ({ count }: { readonly count: number }) => (
  <>
    Knobs <span class="chip chip-warn">{count} on</span>
  </>
)

interface HalfProps {
  readonly half: Half
  readonly shown: Half
  readonly children: ComponentChildren
}

/** The other one stays as it was left: what was typed into the search, and which vendor was looked at. */
const HalfOf = ({ half, shown, children }: HalfProps) => (
  <div
    role="tabpanel"
    id={panelIdOf(ID, half)}
    aria-labelledby={tabIdOf(ID, half)}
    class="panel-half"
    hidden={half !== shown}
  >
    {children}
  </div>
)
