/** What the bot said in the room, life by life: which of its tellings each message is, and which were said more than once. */
import type { Job } from '../../src/model/job.ts'
import type { Message, SpaceEvent } from '../../src/sandbox/messaging/records.ts'

/** What a job says once; `picked-up` once a life. */
const TELLINGS = [
  'planFile',
  'card',
  'decision',
  'progress',
  'control',
  'before',
  'results',
  'errors',
  'words',
] as const
export type Telling = (typeof TELLINGS)[number]

export interface Said {
  readonly telling: Telling | 'other'
  readonly life: number
  readonly message: Message
}

export interface Thread {
  readonly said: readonly Said[]
  hear(event: SpaceEvent, life: number): void
  /** From the head as it was when a life had ended: what is noted there must not be said again. */
  noted(head: Job | undefined): void
  /** Messages beyond the first of their kind, each from a life that could not know of the one before. */
  doubles(): readonly Said[]
  /** What no death explains. */
  readonly wrong: readonly string[]
}

export const openThread = (botUuid: string): Thread => {
  const said: Said[] = []
  const wrong: string[] = []
  const noted = new Set<string>()
  const earlier = (telling: Said['telling']): readonly Said[] => said.filter((one) => one.telling === telling)
  return {
    said,
    wrong,
    hear(event, life) {
      if (event.kind !== 'message-created' || event.message.personUuid !== botUuid) return
      const telling = tellingOf(event.message)
      if (telling !== 'other') {
        if (noted.has(telling)) wrong.push(`"${telling}" was said again in life ${life}, though it was noted as said`)
        if (earlier(telling).some((one) => one.life === life)) wrong.push(`"${telling}" was said twice in life ${life}`)
      }
      said.push({ telling, life, message: event.message })
    },
    noted(head) {
      for (const telling of TELLINGS) if (head?.posted[telling] !== undefined) noted.add(telling)
    },
    doubles: () => TELLINGS.flatMap((telling) => earlier(telling).slice(1)),
  }
}

const FILES = { plan: 'planFile', before: 'before', results: 'results', errors: 'errors' } as const

const tellingOf = ({ file, card, markdown = '' }: Message): Said['telling'] => {
  const named = /^(plan|before|results|errors)-J-/.exec(file?.name ?? '')?.[1] as keyof typeof FILES | undefined
  if (named) return FILES[named]
  if (card) return isAsking(card.content) ? 'card' : 'control'
  if (/^\*\*J-\w+ approved\*\*/.test(markdown)) return 'decision'
  if (/is completed/.test(markdown)) return 'words'
  if (/Looking the users up/.test(markdown)) return 'other'
  return /^\*\*J-\w+\*\* /.test(markdown) ? 'progress' : 'other'
}

const isAsking = (content: Readonly<Record<string, unknown>>): boolean => JSON.stringify(content).includes('"Approve"')

/** The newest card that asks for a decision. */
export const askingCard = (messages: readonly Message[]): Message | undefined =>
  messages.findLast(({ card }) => card !== undefined && isAsking(card.content))

/** The data of its button `Approve`. */
export const approvalOf = ({ card }: Message): Readonly<Record<string, unknown>> => {
  const actions = card?.content['actions']
  const found = Array.isArray(actions) ? actions.find(({ title }) => title === 'Approve') : undefined
  return found?.data ?? {}
}
