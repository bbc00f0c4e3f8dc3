/** A card as the vendor's clients draw it, with a word beside it on how the last press of a button went. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { type DrawnCard, drawCard, type Inputs, type Press } from './draw-card.ts'
import { titleIn } from './mend-card.ts'
import { refusalOf, statusOf, useSending } from './use-sending.ts'

export interface CardViewProps {
  /** The card: the `content` of an attachment. */
  readonly content: Readonly<Record<string, unknown>>
  /** Posts the inputs with the button's data merged into them; rejects with the vendor's words. */
  readonly onSubmit: (inputs: Readonly<Record<string, unknown>>) => Promise<void>
}

export const CardView = ({ content, onSubmit }: CardViewProps) => {
  const [sending, send] = useSending()
  const pressed = useRef<HTMLElement | undefined>(undefined)
  const { place, drawn } = useDrawn(content, ({ title, inputs, button }) => {
    pressed.current = button
    void send(title, () => onSubmit(inputs))
  })
  const isUnderWay = sending.kind === 'under-way'
  useLayoutEffect(() => drawn?.mending.underWay(isUnderWay ? pressed.current : undefined), [drawn, isUnderWay])
  return (
    <article class="card" aria-label={drawn && `Card: ${titleIn(drawn.element)}`}>
      <div class="card-drawn" ref={place} aria-busy={isUnderWay} />
      <p class="card-status" role="status">
        {statusOf(sending)}
      </p>
      <p class="card-refusal" role="alert">
        {refusalOf(sending)}
      </p>
    </article>
  )
}

/** Draws the card into `place`, again only when it says something else: what was typed is to stay. */
const useDrawn = (content: Inputs, onPress: (press: Press) => void) => {
  const place = useRef<HTMLDivElement>(null)
  const [drawn, setDrawn] = useState<DrawnCard>()
  const latest = useRef(onPress)
  latest.current = onPress
  const json = JSON.stringify(content)
  useLayoutEffect(() => {
    const card = drawCard(JSON.parse(json) as Inputs, (press) => latest.current(press))
    place.current?.replaceChildren(card.element)
    setDrawn(card)
    return () => card.mending.stop()
  }, [json])
  return { place, drawn }
}
