/** Whom a visitor of the page can be, and what each is here to show. */
import type { Persona } from '../administration/personas.ts'

export const PAGE_PERSONAS = [
  { key: 'alma', role: 'asks: a requester' },
  { key: 'ben', role: 'approves: the second key' },
  { key: 'cleo', role: 'approves too' },
  { key: 'dora', role: 'is on no list' },
  { key: 'otto', role: 'is on the list, from another organisation' },
] as const satisfies readonly { readonly key: Persona; readonly role: string }[]
