/** The emulated organisation beside the space, and the knobs. */

export interface PanelProps {
  /** Which half is shown where there is room for one alone. */
  readonly shown: 'organisation' | 'knobs'
  readonly onShow: (shown: 'organisation' | 'knobs') => void
}

export const Panel = ({ shown }: PanelProps) => <aside class="panel">{shown}</aside>
