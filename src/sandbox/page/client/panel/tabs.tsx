/** A row of tabs: one is in the order of focus, the arrows, Home and End go to the others. */
import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'

export interface Tab<Key extends string> {
  readonly key: Key
  readonly label: ComponentChildren
}

export interface TabsProps<Key extends string> {
  /** Of the row, for whoever does not see it. */
  readonly label: string
  /** Begins the ids of tabs and panels: `{id}-{key}-tab`, `{id}-{key}`. */
  readonly id: string
  readonly class: string
  readonly tabs: readonly Tab<Key>[]
  readonly shown: Key
  readonly onShow: (key: Key) => void
}

export const tabIdOf = (id: string, key: string): string => `${id}-${key}-tab`
export const panelIdOf = (id: string, key: string): string => `${id}-${key}`

export const Tabs = <Key extends string>({ label, id, tabs, shown, onShow, ...rest }: TabsProps<Key>) => {
  const row = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const next = keyAfter(
      tabs.map(({ key }) => key),
      shown,
      event.key,
    )
    if (next === undefined) return
    event.preventDefault()
    onShow(next)
    row.current?.querySelector<HTMLElement>(`#${tabIdOf(id, next)}`)?.focus()
  }
  return (
    <div ref={row} role="tablist" aria-label={label} class={rest.class} onKeyDown={onKeyDown}>
      {tabs.map(({ key, label: words }) => (
        <button
          key={key}
          type="button"
          role="tab"
          id={tabIdOf(id, key)}
          aria-selected={key === shown}
          aria-controls={panelIdOf(id, key)}
          tabIndex={key === shown ? 0 : -1}
          onClick={() => onShow(key)}
        >
          {words}
        </button>
      ))}
    </div>
  )
}

/** Undefined for a key that moves nothing. */
export const keyAfter = <Key extends string>(keys: readonly Key[], shown: Key, pressed: string): Key | undefined => {
  const at = keys.indexOf(shown)
  if (pressed === 'ArrowRight') return keys[(at + 1) % keys.length]
  if (pressed === 'ArrowLeft') return keys[(at - 1 + keys.length) % keys.length]
  if (pressed === 'Home') return keys[0]
  return pressed === 'End' ? keys.at(-1) : undefined
}
