/** Gives the event loop its turn between two pieces of work, so that a large file never makes the bot deaf. */
export const pause = (): Promise<void> => new Promise((resume) => setImmediate(resume))
