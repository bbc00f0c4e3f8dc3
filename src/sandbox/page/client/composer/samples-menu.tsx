/** A menu of files to try. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { SampleIcon } from '../icons.tsx'
import { useView } from '../use-session.ts'

export interface SamplesMenuProps {
  readonly onChoose: (name: string) => void
}

const MENU_ID = 'composer-samples'

export const SamplesMenu = ({ onChoose }: SamplesMenuProps) => {
  const { samples } = useView().page
  const { isOpen, setOpen, button, menu, onKeyDown, onFocusOut } = useMenu()
  const choose = (name: string) => {
    setOpen(false)
    onChoose(name)
  }
  return (
    <div class="composer-samples" onFocusOut={onFocusOut}>
      <button
        type="button"
        ref={button}
        class="button button-quiet composer-tool"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? MENU_ID : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        <SampleIcon /> <span class="composer-tool-name">Samples</span>
      </button>
      {isOpen && (
        <div
          class="composer-menu"
          role="menu"
          tabIndex={-1}
          id={MENU_ID}
          aria-label="Samples"
          ref={menu}
          onKeyDown={onKeyDown}
        >
          {samples.map(({ name, title, about }) => (
            <button
              key={name}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class="composer-sample"
              onClick={() => choose(name)}
            >
              <span class="composer-option-title">{title}</span>
              <span class="composer-option-about">{about}</span>
            </button>
          ))}
        </div>
      )}
    </div>
  )
}

const useMenu = () => {
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  const items = () => [...(menu.current?.querySelectorAll('button') ?? [])]

  useEffect(() => {
    if (isOpen) items()[0]?.focus()
  }, [isOpen])

  const onKeyDown = (event: KeyboardEvent) => {
    const all = items()
    const next = movedTo(event.key, all.indexOf(document.activeElement as HTMLButtonElement), all.length)
    if (next !== undefined) all[next]?.focus()
    else if (event.key === 'Escape') {
      setOpen(false)
      button.current?.focus()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const onFocusOut = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!(relatedTarget instanceof Node && currentTarget instanceof Node && currentTarget.contains(relatedTarget)))
      setOpen(false)
  }
  return { isOpen, setOpen, button, menu, onKeyDown, onFocusOut }
}

const movedTo = (key: string, at: number, count: number): number | undefined => {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at + count - 1,
    Home: 0,
    End: count - 1,
  }
  const to = steps[key]
  return to === undefined ? undefined : to % count
}
