/** Whose the bot's token is, by the bot's own code for it. */
import { ChatError } from '../chat/chat-error.ts'
import { openRest } from '../chat/rest.ts'
import { RETRY_POLICY } from '../chat/retries.ts'
import { chatApi, readSelf } from '../chat/webex-api.ts'
import type { Config } from '../config.ts'
import type { Person } from '../model/person.ts'
import { type Asked, CALL_MS, LATE, type LiveOptions, unreachable } from './asked.ts'
import { bad } from './form.ts'

export type LookUp = (address: string) => Promise<readonly Person[]>

export const askBot = async (
  { bot }: Config,
  { clock, redact }: LiveOptions,
  signal: AbortSignal,
): Promise<Asked<LookUp>> => {
  const retry = {
    clock,
    random: Math.random,
    policy: { ...RETRY_POLICY, attempts: 1 },
    signal,
    onWait: () => undefined,
  }
  const rest = openRest({ ...bot, requestMs: CALL_MS, redact, retry })
  try {
    const self = await readSelf(rest)
    if (self.kind !== 'bot') return { findings: [bad(noBot(self), 'WEBEX_ACCESS_TOKEN')] }
    const words = `The bot is ${self.displayName} (${self.email}).`
    return {
      findings: [{ tone: 'good', field: 'WEBEX_ACCESS_TOKEN', words }],
      found: (address) => chatApi(rest, self).personsWith(address),
    }
  } catch (error) {
    return { findings: [bad(chatWords(error, bot.apiUrl), 'WEBEX_ACCESS_TOKEN')] }
  }
}

const noBot = ({ displayName, kind }: Person): string =>
  `This is the token of ${kind === 'person' ? `a person, ${displayName},` : `an app, ${displayName},`} and not of a bot. Make a bot at developer.webex.com, and put its token here.`

export const chatWords = (error: unknown, apiUrl: string): string => {
  if (!(error instanceof ChatError)) throw error
  const { code, status } = error.fault
  if (status === 401)
    return 'Webex does not accept this token: it has ended, or is not all of it. Regenerate it at developer.webex.com, in the bot under "My Webex Apps".'
  if (code === 'no-connection') return unreachable(apiUrl)
  if (code === 'timed-out' || code === 'closed') return LATE
  return `${error.message}. Check again in a minute.`
}
