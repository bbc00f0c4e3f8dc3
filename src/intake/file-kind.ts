/** What a file is when it is no CSV, told by its first bytes; the name of a file is hostile text and proves nothing. */

export interface Foreign {
  readonly code: 'spreadsheet' | 'archive' | 'not-text'
  readonly what: string
}

const SIGNATURES: readonly (Foreign & { readonly start: string })[] = [
  { start: 'd0cf11e0a1b11ae1', code: 'spreadsheet', what: 'an old Excel workbook or another Office document' },
  { start: '504b0304', code: 'archive', what: 'a ZIP archive' },
  { start: '504b0506', code: 'archive', what: 'an empty ZIP archive' },
  { start: '1f8b08', code: 'archive', what: 'a gzip archive' },
  { start: '377abcaf271c', code: 'archive', what: 'a 7-Zip archive' },
  { start: '526172211a07', code: 'archive', what: 'a RAR archive' },
  { start: '25504446', code: 'not-text', what: 'a PDF document' },
  { start: '89504e47', code: 'not-text', what: 'a PNG image' },
  { start: 'ffd8ff', code: 'not-text', what: 'a JPEG image' },
  { start: '47494638', code: 'not-text', what: 'a GIF image' },
]

/** Names of entries inside the ZIP that .xlsx, .ods and Numbers files are. */
const WORKBOOK_ENTRIES = [
  'xl/workbook',
  'xl/worksheets',
  '[Content_Types].xml',
  'opendocument.spreadsheet',
  'Index/Tables',
]

const isWorkbook = (bytes: Buffer): boolean => WORKBOOK_ENTRIES.some((entry) => bytes.includes(entry))

export const foreignKind = (bytes: Uint8Array): Foreign | undefined => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const head = view.subarray(0, 16).toString('hex')
  const match = SIGNATURES.find(({ start }) => head.startsWith(start))
  if (match === undefined) return undefined
  if (match.start === '504b0304' && isWorkbook(view)) return { code: 'spreadsheet', what: 'a spreadsheet workbook' }
  return { code: match.code, what: match.what }
}
