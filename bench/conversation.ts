/**
 * Tells the calls that the bot makes for the conversation from those to the directory: the same service takes both, each token has a
 * quota of its own, and no record may hold a token. So whoever calls with the bot's token is given a name in place of its User-Agent.
 */
import type { RequestHandler } from 'express'

/** The User-Agent in the record of calls. */
export const CONVERSATION = 'conversation'

/** For the knobs of the emulated cloud: everybody but the conversation. */
export const NOT_CONVERSATION = `^(?!${CONVERSATION}$)`

/** @param botToken as it is by the time of the first call */
export const nameConversation =
  (botToken: () => string): RequestHandler =>
  (req, _res, next) => {
    if (req.headers.authorization === `Bearer ${botToken()}`) req.headers['user-agent'] = CONVERSATION
    next()
  }
