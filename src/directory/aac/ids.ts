/** Ids of people: numbers so far. What is not of this form is nobody's id and must never reach a URL. */

const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/
const NUMBER = /^[1-9]\d{0,14}$/

export const isPersonId = (id: string): boolean => ID.test(id)

/** As the vendor writes it in a body: a number where it is one. */
export const idInBody = (id: string): number | string => (NUMBER.test(id) ? Number(id) : id)
