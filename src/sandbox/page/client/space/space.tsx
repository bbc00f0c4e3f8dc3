/** The space: what was said, in threads, and where to say something. */
import { useView } from '../use-session.ts'

export const Space = () => {
  const { messages } = useView()
  return (
    <main class="space">
      <ol>
        {messages.map((message) => (
          <li key={message.id}>{message.text}</li>
        ))}
      </ol>
    </main>
  )
}
