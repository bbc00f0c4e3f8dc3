/** A card as the vendor's clients draw it. */

export interface CardViewProps {
  /** The card: the `content` of an attachment. */
  readonly content: Readonly<Record<string, unknown>>
  /** Posts the inputs with the button's data merged into them; rejects with the vendor's words. */
  readonly onSubmit: (inputs: Readonly<Record<string, unknown>>) => Promise<void>
}

export const CardView = ({ content }: CardViewProps) => <pre class="card">{JSON.stringify(content)}</pre>
