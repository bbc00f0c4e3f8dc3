/** What a newcomer sees before anything was said: what to do first. */
import { KeysIcon } from '../icons.tsx'
import { useView } from '../use-session.ts'

export interface EmptySpaceProps {
  readonly onWrite: (text: string) => void
  readonly onSample: (name: string) => void
}

export const EmptySpace = ({ onWrite, onSample }: EmptySpaceProps) => {
  const { bot, samples } = useView().page
  const [sample] = samples
  return (
    <div class="space-empty">
      <span class="space-empty-picture">
        <KeysIcon size={32} />
      </span>
      <h3>Nothing was said here yet</h3>
      <p>
        Drop a CSV of users anywhere onto this space, mention {bot.name}, and say what to do with them. Nothing happens
        to anybody until somebody else approves.
      </p>
      <div class="space-empty-ways">
        {sample && (
          <button type="button" class="button button-primary" onClick={() => onSample(sample.name)}>
            Try the sample “{sample.title}”
          </button>
        )}
        <button type="button" class="button" onClick={() => onWrite(`@${bot.name} help`)}>
          Ask what {bot.name} can do
        </button>
      </div>
    </div>
  )
}
