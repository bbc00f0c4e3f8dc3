/** The bot's process: killed as by a cut of power, and started again. */
import type { BotProcessState } from '../../protocol.ts'
import { pageServer } from '../page-server.ts'
import { useTask } from '../shell/use-task.ts'
import { useView } from '../use-session.ts'

export const BotButtons = () => {
  const { process } = useView().page
  const { isBusy, problem, run } = useTask()
  const isStopped = process.status === 'stopped'
  return (
    <section class="panel-group" aria-labelledby="panel-bot">
      <h2 id="panel-bot">The bot's process</h2>
      <p class="field-hint">
        Now: {stateWords(process)}. Kill it in the middle of a run: started again, it finishes what was approved, nobody
        twice and nobody forgotten. The same buttons stand at the top of the page.
      </p>
      <div class="panel-buttons">
        <button
          type="button"
          class="button button-small button-danger"
          aria-disabled={isStopped || isBusy}
          onClick={() => !isStopped && run(pageServer.kill)}
        >
          Kill the bot
        </button>
        <button
          type="button"
          class="button button-small"
          aria-disabled={!isStopped || isBusy}
          onClick={() => isStopped && run(pageServer.start)}
        >
          Start the bot
        </button>
      </div>
      {problem !== '' && (
        <p class="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
    </section>
  )
}

/** E.g. `stopped (killed), life 2`. */
const stateWords = ({ status, words, life }: BotProcessState): string =>
  `${status}${words === '' || words === status ? '' : ` (${words})`}, life ${life}`
