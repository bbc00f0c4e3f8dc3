/** The bot's process: killed as by a cut of power, and started again. */
import { useState } from 'preact/hooks'
import type { BotProcessState } from '../../protocol.ts'
import { wordsOf } from '../error-words.ts'
import { pageServer } from '../page-server.ts'
import { useView } from '../use-session.ts'

export const BotButtons = () => {
  const { process } = useView().page
  const [fault, setFault] = useState('')
  const isStopped = process.status === 'stopped'
  const act = (deed: () => Promise<unknown>, what: string) => {
    setFault('')
    deed().catch((error: unknown) => setFault(`The bot was not ${what}: ${wordsOf(error)}`))
  }
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
          aria-disabled={isStopped}
          onClick={() => !isStopped && act(pageServer.kill, 'killed')}
        >
          Kill the bot
        </button>
        <button
          type="button"
          class="button button-small"
          aria-disabled={!isStopped}
          onClick={() => isStopped && act(pageServer.start, 'started')}
        >
          Start the bot
        </button>
      </div>
      {fault !== '' && (
        <p class="notice notice-bad" role="alert">
          {fault}
        </p>
      )}
    </section>
  )
}

/** E.g. `stopped (killed), life 2`. */
const stateWords = ({ status, words, life }: BotProcessState): string =>
  `${status}${words === '' || words === status ? '' : ` (${words})`}, life ${life}`
