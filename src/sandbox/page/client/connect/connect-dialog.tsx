/** The dialog by which a newcomer connects their own Webex. Closing it asks nothing, and keeps what is typed until the tab is closed. */
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { ConnectAnswer } from '../../protocol.ts'
import { CloseIcon } from '../icons.tsx'
import { ConnectForm } from './connect-form.tsx'
import { ConnectSaved } from './connect-saved.tsx'

export interface ConnectDialogProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

export const ConnectDialog = ({ isOpen, onClose }: ConnectDialogProps) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const titleId = useId()
  const [answer, setAnswer] = useState<ConnectAnswer>()

  useEffect(() => {
    if (!isOpen) return dialog.current?.close()
    dialog.current?.showModal()
    heading.current?.focus()
  }, [isOpen])

  const closed = (): void => {
    setAnswer(undefined)
    onClose()
  }
  return (
    <dialog ref={dialog} class="connect" aria-labelledby={titleId} onClose={closed}>
      <header class="connect-top">
        <h2 id={titleId} ref={heading} tabIndex={-1}>
          Connect your own Webex
        </h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <CloseIcon />
        </button>
      </header>
      <div class="connect-body">
        {answer ? (
          <ConnectSaved answer={answer} onClose={() => dialog.current?.close()} />
        ) : (
          <>
            <p>
              The values are checked with Webex and written into <code>.env</code>, where Twokey runs. They go nowhere
              else, and are never shown again.
            </p>
            <ConnectForm onSaved={setAnswer} />
          </>
        )}
      </div>
    </dialog>
  )
}
