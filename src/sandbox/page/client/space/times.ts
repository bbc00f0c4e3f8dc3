/** Times as people in this browser read them. */

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const calendar = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })

export const timeOf = (iso: string): string => clock.format(new Date(iso))

export const fullTimeOf = (iso: string): string => calendar.format(new Date(iso))
