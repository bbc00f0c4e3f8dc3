/**
 * A button that opens a menu, as the ARIA Authoring Practices describe it: arrows, Home, End and first letters move, Escape and Tab
 * close, and the focus comes back to the button.
 */
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { type Place, placeAfter } from './menu-keys.ts'

export interface MenuCell {
  readonly content: ComponentChildren
  /** When the content does not say it all. */
  readonly label?: string
  /** Given for one of several that exclude each other. */
  readonly isChosen?: boolean
  readonly onChoose?: () => void
  /** Opens in a new tab. */
  readonly href?: string
}

export interface MenuRow {
  readonly name: string
  readonly cells: readonly MenuCell[]
}

export interface MenuProps {
  readonly class: string
  /** What the menu is for. */
  readonly title: string
  readonly button: ComponentChildren
  readonly buttonClass: string
  /** When what stands in the button does not say it all. */
  readonly buttonLabel?: string
  readonly rows: readonly MenuRow[]
}

export const Menu = ({ class: name, title, button, buttonClass, buttonLabel, rows }: MenuProps) => {
  const id = useId()
  const opener = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState<Place>()
  const close = () => {
    setOpen(undefined)
    opener.current?.focus()
  }
  const openOn = (key: string) => {
    if (key === 'ArrowDown') setOpen(chosenIn(rows))
    if (key === 'ArrowUp') setOpen({ row: rows.length - 1, column: 0 })
    return key === 'ArrowDown' || key === 'ArrowUp'
  }
  return (
    <div
      class={`menu ${name}`}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOpen(undefined)
      }}
    >
      <button
        type="button"
        ref={opener}
        class={buttonClass}
        aria-haspopup="menu"
        aria-expanded={open !== undefined}
        aria-controls={open && id}
        aria-label={buttonLabel}
        title={title}
        onClick={() => setOpen(open ? undefined : chosenIn(rows))}
        onKeyDown={(event) => {
          if (openOn(event.key)) event.preventDefault()
        }}
      >
        {button}
      </button>
      {open && <OpenMenu id={id} title={title} rows={rows} place={open} onMove={setOpen} onClose={close} />}
    </div>
  )
}

const chosenIn = (rows: readonly MenuRow[]): Place => {
  const row = rows.findIndex(({ cells }) => cells.some(({ isChosen }) => isChosen))
  return { row: Math.max(row, 0), column: 0 }
}

interface OpenMenuProps {
  readonly id: string
  readonly title: string
  readonly rows: readonly MenuRow[]
  readonly place: Place
  readonly onMove: (place: Place) => void
  readonly onClose: () => void
}

const OpenMenu = ({ id, title, rows, place, onMove, onClose }: OpenMenuProps) => {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector<HTMLElement>(`[data-place="${place.row} ${place.column}"]`)?.focus()
  }, [place])
  const move = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    // The page goes on from the button, as if the menu had not been there.
    if (event.key === 'Tab') return onClose()
    if (event.key === 'Escape') onClose()
    const sizes = rows.map(({ name, cells }) => ({ name, cells: cells.length }))
    const next = placeAfter(event.key, place, sizes)
    if (next) onMove(next)
    if (next || event.key === 'Escape') event.preventDefault()
  }
  return (
    <div id={id} ref={list} class="menu-list" role="menu" aria-label={title} tabIndex={-1} onKeyDown={move}>
      <p class="menu-title" role="presentation">
        {title}
      </p>
      {rows.map(({ name, cells }, row) => (
        <div key={name} class="menu-row" role="presentation">
          {cells.map((cell, column) => (
            <Cell key={String(column)} cell={cell} place={`${row} ${column}`} onClose={onClose} />
          ))}
        </div>
      ))}
    </div>
  )
}

interface CellProps {
  readonly cell: MenuCell
  readonly place: string
  readonly onClose: () => void
}

const Cell = ({ cell: { content, label, isChosen, onChoose, href }, place, onClose }: CellProps) => {
  const common = { class: 'menu-item', tabIndex: -1, 'data-place': place, 'aria-label': label, title: label }
  if (href !== undefined)
    return (
      <a {...common} role="menuitem" href={href} target="_blank" rel="noopener" onClick={onClose}>
        {content}
      </a>
    )
  return (
    <button
      {...common}
      type="button"
      {...(isChosen === undefined ? { role: 'menuitem' } : { role: 'menuitemradio', 'aria-checked': isChosen })}
      onClick={() => {
        onClose()
        onChoose?.()
      }}
    >
      {content}
    </button>
  )
}
