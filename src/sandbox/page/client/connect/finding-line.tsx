/** One thing that the check found; its tone is told by a sign and a word, not by colour alone. */
import type { Finding } from '../../protocol.ts'

const SIGNS = {
  good: { sign: '✓', word: 'Good: ' },
  warning: { sign: '!', word: 'To know: ' },
  bad: { sign: '✕', word: 'To mend: ' },
} as const satisfies Readonly<Record<Finding['tone'], unknown>>

export const FindingLine = ({ finding: { tone, words } }: { readonly finding: Finding }) => (
  <p class={`connect-finding connect-finding-${tone}`}>
    <span class="connect-sign" aria-hidden="true">
      {SIGNS[tone].sign}
    </span>
    <span>
      <span class="visually-hidden">{SIGNS[tone].word}</span>
      {words}
    </span>
  </p>
)
