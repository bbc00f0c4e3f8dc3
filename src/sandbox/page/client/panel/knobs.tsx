/** What can go wrong, to be turned on and off: with the bot, with the chat, with each vendor. */
import type { KnobBoard } from '../../protocol.ts'
import { useView } from '../use-session.ts'
import { BotButtons } from './bot-buttons.tsx'
import { Choice, Switch } from './controls.tsx'
import { ALL_OFF, CALLS_PER_MINUTE, CHAT_HINT, callsHint, callsWords, turnedCount, VENDORS } from './knob-words.ts'
import { Latency } from './latency.tsx'
import { type Turn, useTurn } from './use-turn.ts'
import { VendorKnobsView } from './vendor-knobs.tsx'

export const Knobs = () => {
  const { knobs } = useView().page
  const { turn, fault } = useTurn()
  return (
    <div class="panel-knobs">
      <AllOff board={knobs} turn={turn} />
      {fault !== '' && (
        <p class="notice notice-bad" role="alert">
          {fault}
        </p>
      )}
      <BotButtons />
      <section class="panel-group" aria-labelledby="panel-every">
        <h2 id="panel-every">Every vendor</h2>
        <Latency ms={knobs.latencyMs} onTurn={(latencyMs) => turn({ latencyMs })} />
        <Choice
          label="Calls taken"
          value={String(knobs.callsPerMinute)}
          options={CALLS_PER_MINUTE.map((calls) => [String(calls), callsWords(calls)] as const)}
          hint={callsHint(knobs.callsPerMinute)}
          onChoose={(calls) => turn({ callsPerMinute: Number(calls) })}
        />
      </section>
      <section class="panel-group" aria-labelledby="panel-chat">
        <h2 id="panel-chat">The chat</h2>
        <Switch
          label="Webex messaging is down"
          isOn={knobs.chat.isDown}
          hint={CHAT_HINT}
          onTurn={(isDown) => turn({ chat: { isDown } })}
        />
      </section>
      <section class="panel-group" aria-labelledby="panel-each">
        <h2 id="panel-each">Each vendor</h2>
        {VENDORS.map((vendor) => (
          <VendorKnobsView key={vendor} vendor={vendor} knobs={knobs.vendors[vendor]} turn={turn} />
        ))}
      </section>
    </div>
  )
}

interface AllOffProps {
  readonly board: KnobBoard
  readonly turn: Turn
}

const AllOff = ({ board, turn }: AllOffProps) => {
  const count = turnedCount(board)
  return (
    <div class="panel-all-off">
      <p role="status">
        {count === 0
          ? 'All knobs are off: the vendors behave as they document it.'
          : `${count} ${count === 1 ? 'knob is' : 'knobs are'} on.`}
      </p>
      <button
        type="button"
        class="button button-small"
        aria-disabled={count === 0}
        onClick={() => count > 0 && void turn(ALL_OFF)}
      >
        All off
      </button>
    </div>
  )
}
