/** A menu of files to try. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { SampleIcon } from '../icons.tsx'
import { placeAfter } from '../shell/menu-keys.ts'
import { useView } from '../use-session.ts'

export interface SamplesMenuProps {
  readonly onChoose: (name: string) => void
}

const MENU_ID = 'composer-samples'

export const SamplesMenu = ({ onChoose }: SamplesMenuProps) => {
  const { samples } = useView().page
  const { isOpen, setOpen, button, menu, onKeyDown, onFocusOut } = useMenu(samples.map(({ title }) => title))
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

/** `names` of what is in it, by which it is found. */
const useMenu = (names: readonly string[]) => {
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  const items = () => [...(menu.current?.querySelectorAll('button') ?? [])]

  useEffect(() => {
    if (isOpen) items()[0]?.focus()
  }, [isOpen])

  const onKeyDown = (event: KeyboardEvent) => {
    const all = items()
    const row = all.indexOf(document.activeElement as HTMLButtonElement)
    const next = placeAfter(
      event.key,
      { row, column: 0 },
      names.map((name) => ({ name, cells: 1 })),
    )
    if (next) all[next.row]?.focus()
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
