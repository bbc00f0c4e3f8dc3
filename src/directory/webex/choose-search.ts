/** Decides whether to page through the organisation or to look keys up one by one: whichever costs fewer calls. Pure. */

/** What Webex was seen to give at best; the real size is known after the first page. */
export const HOPED_PAGE_SIZE = 1000

export type Search = 'page' | 'lookup'

/** `population` undefined: only paging can count it, and the count is needed. Even costs go to paging, which sees near addresses too. */
export function chooseSearch(lookups: number, population: number | undefined, pageSize: number): Search {
  if (population === undefined) return 'page'
  return lookups < Math.ceil(population / pageSize) ? 'lookup' : 'page'
}
