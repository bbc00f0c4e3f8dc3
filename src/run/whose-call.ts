import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * On whose behalf a call to a vendor is made, without every adapter passing it on: jobs that share a bucket have their turns by
 * it. It decides nothing else.
 */
const behalf = new AsyncLocalStorage<string>()

/** Runs `work`; every call to a vendor that it makes stands in the line of `whose`, such as a job's id. */
export const onBehalfOf = <T>(whose: string, work: () => T): T => behalf.run(whose, work)

/** Empty for what the program asks on its own account. */
export const whoseCall = (): string => behalf.getStore() ?? ''
