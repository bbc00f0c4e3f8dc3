/** The three things to try, each with a button that does its first step. */
import type { ComponentChildren } from 'preact'
import { NewTabIcon } from '../icons.tsx'
import { pageServer } from '../page-server.ts'
import { useSession, useView } from '../use-session.ts'
import { nextCrashStep, SLOW_MS } from './crash-step.ts'
import { tabOf } from './tab-of.ts'
import { useTask } from './use-task.ts'

interface StepProps {
  readonly title: string
  readonly words: string
  readonly problem?: string
  /** What does the first step of it. */
  readonly children: ComponentChildren
}

const Step = ({ title, words, problem, children }: StepProps) => (
  <li class="intro-step">
    <h3>{title}</h3>
    <p>{words}</p>
    {problem && <p role="alert">{problem}</p>}
    <div class="intro-act">{children}</div>
  </li>
)

export const AskStep = ({ onSpace }: { readonly onSpace: () => void }) => {
  const session = useSession()
  const { isBusy, problem, run } = useTask()
  // The list begins with the plainest one.
  const [sample] = useView().page.samples
  const ask = async () => {
    onSpace()
    if (sample) await session.suggest({ persona: 'alma', sample: sample.name })
  }
  return (
    <Step
      title="Ask for a deletion"
      words="Be Alma, who may ask. A file and the words are put into the message; you press Send."
      problem={problem}
    >
      <button type="button" class="button button-small button-primary" aria-disabled={isBusy} onClick={() => run(ask)}>
        Prepare it as Alma
      </button>
    </Step>
  )
}

export const SecondKeyStep = () => {
  const session = useSession()
  const { isBusy, problem, run } = useTask()
  const ben = useView().page.personas.find(({ key }) => key === 'ben')
  return (
    <Step
      title="Turn the second key"
      words="Ben sees who would go and who would not, and why. Nothing happens before he approves."
      problem={problem}
    >
      <a class="button button-small" href={tabOf('ben')} target="_blank" rel="noopener">
        Ben in a new tab
        <NewTabIcon />
      </a>
      <button
        type="button"
        class="button button-small button-quiet intro-other"
        aria-disabled={isBusy}
        onClick={() => ben && run(() => session.become(ben))}
      >
        Be Ben here
      </button>
    </Step>
  )
}

const CRASH_STEPS = {
  slow: { name: 'Make calls slow', perform: () => pageServer.turn({ latencyMs: SLOW_MS }) },
  kill: { name: 'Kill the bot', perform: pageServer.kill },
  start: {
    name: 'Start it again',
    perform: async () => {
      await pageServer.start()
      await pageServer.turn({ latencyMs: 0 })
    },
  },
} as const

export const CrashStep = () => {
  const { name, perform } = CRASH_STEPS[nextCrashStep(useView().page)]
  const { isBusy, problem, run } = useTask()
  return (
    <Step
      title="Kill the bot in the middle"
      words="Slow it down, approve, kill it while it works and start it again: it goes on where it was."
      problem={problem}
    >
      <button type="button" class="button button-small" aria-disabled={isBusy} onClick={() => run(perform)}>
        {name}
      </button>
    </Step>
  )
}
