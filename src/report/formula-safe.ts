/**
 * Cells from outside made harmless: a spreadsheet must show them and never run them. Reversible, because the key of a row has to
 * survive when the file is attached again: `+anna@example.com` is an address. Intake takes the marks away in files of ours.
 *
 * csv-stringify's `escape_formulas` looks at the first character only and cannot be undone where a cell began with an apostrophe
 * already. It also misses a formula behind blanks, and one behind a semicolon, tab or line end, where a spreadsheet that expects
 * another delimiter starts a new cell (https://owasp.org/www-community/attacks/CSV_Injection).
 */

/**
 * Before the apostrophes and blanks that lead to `=`, `+`, `-`, `@` or their full-width forms; and before a tab or line end that leads.
 * What cannot be seen counts as a blank: some programs drop it before they look.
 */
const RUNS =
  /(?<=^|[;\t\r\n])(?='*(?:(?![\t\r\n])[\s\p{C}\p{Default_Ignorable_Code_Point}])*[=+\-@＝＋－＠])|^(?='*[\t\r\n])/gu

/** Without one of these nothing runs: most cells are looked at no further. */
const SUSPECT = /[=+\-@＝＋－＠\t\r\n]/

export const makeSafe = (cell: string): string => (SUSPECT.test(cell) ? cell.replace(RUNS, "'") : cell)
