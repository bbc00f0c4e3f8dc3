/** Where there is no room for all parts side by side: which one is shown. */
import { Knobs, People, Speech } from './icons.tsx'

export type Part = 'space' | 'organisation' | 'knobs'

export interface PartTabsProps {
  readonly shown: Part
  readonly onShow: (part: Part) => void
}

const PARTS = [
  { part: 'space', name: 'Space', Icon: Speech },
  { part: 'organisation', name: 'Organisation', Icon: People },
  { part: 'knobs', name: 'Knobs', Icon: Knobs },
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
