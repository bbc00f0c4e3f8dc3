/** What was written, and what to do next. Holds nothing of what was typed. */
import { useEffect, useRef } from 'preact/hooks'
import type { ConnectAnswer } from '../../protocol.ts'
import { FindingLine } from './finding-line.tsx'

export interface ConnectSavedProps {
  readonly answer: ConnectAnswer
  readonly onClose: () => void
}

export const ConnectSaved = ({ answer: { saved, findings }, onClose }: ConnectSavedProps) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const known = findings.filter(({ tone }) => tone !== 'good')
  return (
    <div class="connect-saved">
      <h3 ref={heading} tabIndex={-1}>
        The settings are saved
      </h3>
      <p>
        They stand in <code>{saved?.file}</code>, which only you can read.
      </p>
      <p class="notice notice-good">{saved?.next}</p>
      {known.map((finding) => (
        <FindingLine key={finding.words} finding={finding} />
      ))}
      <div class="connect-buttons">
        <button type="button" class="button button-primary" onClick={onClose}>
          Close
        </button>
      </div>
    </div>
  )
}
