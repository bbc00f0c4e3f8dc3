/** Opens the browser's choice of files. */
import { useRef } from 'preact/hooks'
import { PaperclipIcon } from '../icons.tsx'

export interface AttachButtonProps {
  readonly onFiles: (files: readonly File[]) => void
}

export const AttachButton = ({ onFiles }: AttachButtonProps) => {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="File to attach"
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])])
          // The same file may be chosen once more.
          currentTarget.value = ''
        }}
      />
      <button type="button" class="button button-quiet composer-tool" onClick={() => input.current?.click()}>
        <PaperclipIcon /> <span class="composer-tool-name">Attach</span>
      </button>
    </>
  )
}
