/** What a newcomer sees first: what this is, three things to try, and the way to a Webex of their own. */
import { ChevronIcon, CloseIcon } from '../icons.tsx'
import { useSession, useView } from '../use-session.ts'
import { AskStep, CrashStep, SecondKeyStep } from './intro-steps.tsx'

export interface IntroProps {
  /** In one line: the first deed of each step, and nothing of why. */
  readonly isSlim: boolean
  readonly onFold: (shape: 'open' | 'slim') => void
  readonly onHide: () => void
  /** Brings the space to the front where one part is shown at a time. */
  readonly onSpace: () => void
  readonly onKnobs: () => void
  readonly onConnect: () => void
}

/** The steps stay the same elements when it is folded: who has just pressed one of them keeps the focus. */
export const Intro = ({ isSlim, onFold, onHide, onSpace, onKnobs, onConnect }: IntroProps) => (
  <section id="intro" class="intro" data-slim={isSlim} aria-labelledby="intro-title">
    <div class="intro-head">
      <h2 id="intro-title">Try both keys</h2>
      <p>
        One asks with a CSV, another approves, and Twokey deletes. Here the people are made up, the bot is real, and you
        are everybody.
      </p>
    </div>
    <ol class="intro-steps">
      <AskStep onSpace={onSpace} />
      <SecondKeyStep />
      <CrashStep />
      <li class="intro-more">
        <More onSpace={onSpace} onKnobs={onKnobs} />
        <button type="button" class="button button-small" onClick={onConnect}>
          Connect your own Webex
        </button>
      </li>
    </ol>
    <div class="intro-tools">
      <Fold isSlim={isSlim} onFold={onFold} />
      <button
        type="button"
        class="icon-button"
        aria-label="Hide the introduction"
        title="Hide; the question mark above brings it back"
        onClick={onHide}
      >
        <CloseIcon />
      </button>
    </div>
  </section>
)

const Fold = ({ isSlim, onFold }: Pick<IntroProps, 'isSlim' | 'onFold'>) => (
  <button
    type="button"
    class="icon-button intro-fold"
    aria-label="The whole introduction"
    title={isSlim ? 'Show all of it' : 'Fold it into a line'}
    aria-expanded={!isSlim}
    aria-controls="intro"
    onClick={() => onFold(isSlim ? 'open' : 'slim')}
  >
    <ChevronIcon />
  </button>
)

/** What does not go as one might fear. Each begins as the person who can try it. */
const More = ({ onSpace, onKnobs }: Pick<IntroProps, 'onSpace' | 'onKnobs'>) => {
  const session = useSession()
  const { personas } = useView().page
  const be = (key: string) => () => {
    const persona = personas.find((one) => one.key === key)
    if (persona) void session.become(persona)
    onSpace()
  }
  return (
    <p>
      Also: <Deed onDo={be('alma')}>approve your own request</Deed>, <Deed onDo={be('ben')}>press Approve twice</Deed>,{' '}
      <Deed onDo={be('dora')}>be on no list</Deed>, <Deed onDo={be('otto')}>approve from elsewhere</Deed>,{' '}
      <Deed onDo={onKnobs}>make a vendor fail</Deed>.
    </p>
  )
}

const Deed = ({ onDo, children }: { readonly onDo: () => void; readonly children: string }) => (
  <button type="button" class="intro-deed" onClick={onDo}>
    {children}
  </button>
)
