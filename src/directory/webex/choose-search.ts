/** Decides whether to page through the organisation or to look keys up one by one: whichever costs fewer calls. Pure. */

/** What Webex was seen to give at best; the real size is known after the first page. */
export const HOPED_PAGE_SIZE = 1000

export type Search = 'page' | 'lookup'

/** `population` undefined: only paging can count it, and the count is needed. Even costs go to paging, which sees near addresses too. */
export function chooseSearch(lookups: number, population: number | undefined, pageSize: number): Search {
  if (population === undefined) return 'page'
  return lookups < Math.ceil(population / pageSize) ? 'lookup' : 'page'
}

/** How many times as many lookups as pages there have to be: of two who are asked for, one may not be found. */
const CERTAIN = 2

/** Whether to page before it is known how many of the keys are found. One page is soon read afterwards. */
export function isSureToPage(keys: number, population: number | undefined): boolean {
  if (population === undefined) return true
  const pages = Math.ceil(population / HOPED_PAGE_SIZE)
  return pages > 1 && keys >= CERTAIN * pages
}
