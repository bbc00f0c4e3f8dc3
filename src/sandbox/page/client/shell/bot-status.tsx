/** Whether the bot lives, with the ways to kill it and to start it again. */
import { pageServer } from '../page-server.ts'
import { useView } from '../use-session.ts'
import { botWords } from './bot-words.ts'
import { useTask } from './use-task.ts'

export const BotStatus = () => {
  const { process } = useView().page
  const { isBusy, problem, run } = useTask()
  const { title, detail, announcement } = botWords(process)
  const isStopped = process.status === 'stopped'
  return (
    <section class="bot" aria-label="The bot" data-status={process.status}>
      <p class="bot-words" title={detail}>
        <span class="bot-title">{title}</span> <span class="bot-detail">{detail}</span>
      </p>
      <p class="visually-hidden" role="status">
        {announcement}
      </p>
      {/* Both stay where they are, so that a double click on one never meets the other. */}
      <button
        type="button"
        class="button button-small button-danger"
        aria-disabled={isStopped || isBusy}
        title="Ends its process at once, as a power cut would (SIGKILL)"
        onClick={() => !isStopped && run(pageServer.kill)}
      >
        Kill
      </button>
      <button
        type="button"
        class={`button button-small ${isStopped ? 'button-primary' : ''}`}
        aria-disabled={!isStopped || isBusy}
        title="Starts its process again, with what it remembers"
        onClick={() => isStopped && run(pageServer.start)}
      >
        Start
      </button>
      {problem && (
        <p class="bot-problem" role="alert">
          {problem}
        </p>
      )}
    </section>
  )
}
