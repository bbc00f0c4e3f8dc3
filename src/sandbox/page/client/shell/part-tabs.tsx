/** Where there is no room for all parts side by side: which one is shown. */
import { KnobsIcon, PeopleIcon, SpeechIcon } from '../icons.tsx'

export type Part = 'space' | 'organisation' | 'knobs'

export interface PartTabsProps {
  readonly shown: Part
  readonly onShow: (part: Part) => void
}

const PARTS = [
  { part: 'space', name: 'Space', Icon: SpeechIcon },
  { part: 'organisation', name: 'Organisation', Icon: PeopleIcon },
  { part: 'knobs', name: 'Knobs', Icon: KnobsIcon },
] as const

export const PartTabs = ({ shown, onShow }: PartTabsProps) => (
  <nav class="parts" aria-label="Parts of the page">
    {PARTS.map(({ part, name, Icon }) => (
      <button
        key={part}
        type="button"
        class="parts-button"
        aria-current={part === shown ? 'page' : undefined}
        onClick={() => onShow(part)}
      >
        <Icon />
        {name}
      </button>
    ))}
  </nav>
)
