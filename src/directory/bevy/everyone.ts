/** Reads every user of a Bevy site. Must never return a part of them: whoever is missing here would be told to be absent. */
import { badAnswer } from '../http/fault.ts'
import type { DailyBudget } from './daily-budget.ts'
import type { BevyUser, UserList } from './schema.ts'
import type { Users } from './users.ts'

const PAGE_SIZE = 100
const DOING = 'reading all Bevy users'

export interface Everyone {
  readonly users: Users
  readonly budget: DailyBudget
  readonly onRead: (done: number, total: number) => void
  readonly signal: AbortSignal
}

/** Throws a `WireError` where the pages do not hold as many people as they say there are. */
export async function readEveryone({ users, budget, onRead, signal }: Everyone): Promise<readonly BevyUser[]> {
  const people = new Map<string, BevyUser>()
  const first = await users.page(1, PAGE_SIZE, { signal })
  budget.expect(pagesAfter(first), DOING, 1)
  let page = first
  for (let number = 2; ; number++) {
    if (page.count !== first.count)
      throw badAnswer(
        DOING,
        `there were ${first.count} of them and then ${page.count}; try again when nobody joins or leaves`,
      )
    const known = people.size
    for (const user of page.results) people.set(user.id, user)
    onRead(people.size, first.count)
    if (people.size >= first.count) break
    if (people.size === known) throw badAnswer(DOING, `the pages end after ${known} of ${first.count} people`)
    page = await users.page(number, PAGE_SIZE, { signal })
  }
  if (people.size !== first.count) throw badAnswer(DOING, `Bevy counts ${first.count} people and shows ${people.size}`)
  return [...people.values()]
}

const pagesAfter = ({ count, results }: UserList): number =>
  results.length === 0 ? 0 : Math.ceil(count / results.length) - 1
