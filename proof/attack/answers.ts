/**
 * What the bot says, told apart by its words: each kind of "no" as the people of a room read it. Written from what the documents
 * promise and not from the tables of `src/chat`, so that a sentence that says too much is no known answer any more.
 */

const KINDS = {
  'not-for-you': /^Sorry, this bot is not open to you\. If you think it should be, ask the people who run it\.$/,
  'only-people': /^Sorry, I only talk with people\.$/,
  'not-mine': /^This card is not one of mine, or no longer\. Type `jobs` to see where things stand\.$/,
  'own-request': /^You asked for J-\w{4} yourself; somebody else has to approve it\./,
  'not-an-approver': /^You are not an approver\. J-\w{4} still waits for one of them\.$/,
  'other-plan': /^The plan of J-\w{4} has changed since this card\./,
  'already-reviewed': /^Your approval of J-\w{4} is counted already\./,
  'count-missing': /^Type the number of users in the plan/,
  'count-differs': /^You typed "[\s\S]*", but the plan of J-\w{4} holds \d+\./,
  'not-pending': /^J-\w{4} is not waiting for approval any more: it is /,
  'not-the-requester': /^Only the requester can withdraw J-\w{4}\./,
  'not-allowed': /^You may not do that: "[^"]+" is for others here\./,
  'not-possible-now': /^"[^"]+" is not possible now: the job is /,
  'unknown-job': /^There is no job J-\w{4}\./,
  'not-your-question': /^Only the person who wrote the message can answer this question/,
  'no-question': /^The message that this card belongs to asks for nothing any more\./,
  'nothing-chosen': /^Something is not chosen yet\./,
  'taken-up': /^J-\w{4} has taken this message up already\./,
  misused: /Usage: `[^`]+`$/,
  'unknown-words': /^I do not know "[\s\S]*"\.[\s\S]* Type `help` to see what I understand\.$/,
} as const satisfies Readonly<Record<string, RegExp>>

export type AnswerKind = keyof typeof KINDS

const NAMES = Object.keys(KINDS) as readonly AnswerKind[]

/** Undefined for what belongs to the life of a job, and for anything that was never meant to be said. */
export const kindOf = (words: string): AnswerKind | undefined => NAMES.find((name) => KINDS[name].test(words))
