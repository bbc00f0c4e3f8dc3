import assert from 'node:assert/strict'
import { intakeOf, refusalOf } from './reading.ts'

interface Case {
  readonly name: string
  readonly csv: string
  readonly delimiter: ',' | ';' | '\t'
  readonly cells: readonly (readonly string[])[]
}

const CASES: readonly Case[] = [
  { name: 'a comma in quotes', csv: 'email,n\na@x.org,"Ash, Anna"', delimiter: ',', cells: [['a@x.org', 'Ash, Anna']] },
  { name: 'a doubled quote', csv: 'email,n\na@x.org,"A ""Z"" B"\n', delimiter: ',', cells: [['a@x.org', 'A "Z" B']] },
  { name: 'nothing but doubled quotes', csv: 'email,n\na@x.org,""""""\n', delimiter: ',', cells: [['a@x.org', '""']] },
  { name: 'empty cells, bare and quoted', csv: 'a,email,c\n,a@x.org,""', delimiter: ',', cells: [['', 'a@x.org', '']] },
  {
    name: 'a quote inside a bare cell',
    csv: 'n,email\nAn "Z" Na,a@x.org',
    delimiter: ',',
    cells: [['An "Z" Na', 'a@x.org']],
  },
  { name: 'an inch sign at the end', csv: 'n,email\n5\' 10",a@x.org', delimiter: ',', cells: [['5\' 10"', 'a@x.org']] },
  {
    name: 'blanks around cells',
    csv: ' n , email \n "A, B" ,\ta@x.org ',
    delimiter: ',',
    cells: [['A, B', 'a@x.org']],
  },
  { name: 'blanks inside quotes', csv: 'n,email\n" A ",a@x.org', delimiter: ',', cells: [[' A ', 'a@x.org']] },
  { name: 'semicolons', csv: 'n;email;m\n1,5;a@x.org;2,5\n', delimiter: ';', cells: [['1,5', 'a@x.org', '2,5']] },
  { name: 'tabs with empty cells', csv: 'n\temail\tm\n\ta@x.org\t\n', delimiter: '\t', cells: [['', 'a@x.org', '']] },
  {
    name: 'more commas than semicolons in the header',
    csv: 'a,b,c,d;e,f;email\n1;2;a@x.org',
    delimiter: ';',
    cells: [['1', '2', 'a@x.org']],
  },
  {
    name: 'delimiters in a quoted header',
    csv: '"a;b;c;d",email\n1,a@x.org',
    delimiter: ',',
    cells: [['1', 'a@x.org']],
  },
  {
    name: 'a line end in a quoted header',
    csv: '"first\nname",email\nA,a@x.org',
    delimiter: ',',
    cells: [['A', 'a@x.org']],
  },
  { name: 'a single column', csv: 'email\na@x.org\n', delimiter: ',', cells: [['a@x.org']] },
  { name: 'a single column with blanks below', csv: 'E-Mail\na@x.org\n\n\n', delimiter: ',', cells: [['a@x.org']] },
  {
    name: 'sep=; before the header',
    csv: 'sep=;\r\nemail;n,m\r\na@x.org;1',
    delimiter: ';',
    cells: [['a@x.org', '1']],
  },
  { name: 'sep= against the header', csv: 'SEP=,\nemail,n;m\na@x.org,1', delimiter: ',', cells: [['a@x.org', '1']] },
  { name: 'a quoted sep= of a tab', csv: '"sep=\t"\nemail\tn\na@x.org\t1', delimiter: '\t', cells: [['a@x.org', '1']] },
  { name: 'rows of delimiters only', csv: 'email,n\n,\na@x.org,1\n,,,\n', delimiter: ',', cells: [['a@x.org', '1']] },
  {
    name: 'letters beyond ASCII',
    csv: 'email,n\na@x.org,Ünï 李 🎈',
    delimiter: ',',
    cells: [['a@x.org', 'Ünï 李 🎈']],
  },
  {
    name: 'JSON in a cell',
    csv: 'email,n\na@x.org,"{""k"": ""v, w""}"',
    delimiter: ',',
    cells: [['a@x.org', '{"k": "v, w"}']],
  },
  {
    name: 'a header with the same name twice',
    csv: 'n,n,email\n1,2,a@x.org',
    delimiter: ',',
    cells: [['1', '2', 'a@x.org']],
  },
]

describe('cutting a CSV into cells', () => {
  for (const { name, csv, delimiter, cells } of CASES) {
    it(`reads ${name}`, async () => {
      const { files, rows, issues } = await intakeOf(csv)
      assert.deepEqual(
        rows.map((row) => row.cells),
        cells,
      )
      assert.equal(files[0]?.delimiter, delimiter)
      assert.deepEqual(issues, [])
    })
  }

  it('counts the sep= line', async () => {
    assert.equal((await intakeOf('sep=;\r\nemail\r\na@x.org')).rows[0]?.line, 3)
  })

  it('refuses a separator that is not supported', async () => {
    const refusal = await refusalOf('sep=|\nemail|n\na@x.org|1')
    assert.equal(refusal.code, 'malformed')
    assert.match(refusal.found, /"\|"/)
  })

  it('names the line on which a quote opens that is never closed', async () => {
    const refusal = await refusalOf('email,n\r\na@x.org,"1\r\n2"\r\nb@x.org,"Ben\r\nc@x.org,3\r\nd@x.org,4\r\n')
    assert.equal(refusal.code, 'malformed')
    assert.match(refusal.found, /opens on line 4 is never closed/)
  })

  it('names the line of an unclosed quote that a later quote seems to close', async () => {
    const refusal = await refusalOf('n,email\n"Anna,a@x.org\nBen,b@x.org\n"Cy",c@x.org\n')
    assert.equal(refusal.code, 'malformed')
    assert.match(refusal.found, /opens on line 2 is followed by text/)
  })

  it('does not take the rest of a long file into one cell', async () => {
    const rest = Array.from({ length: 20_000 }, (_, index) => `name ${index},user${index}@example.com\n`).join('')
    const refusal = await refusalOf(`n,email\nA,a@x.org\n"B,b@x.org\n${rest}`)
    assert.equal(refusal.code, 'malformed')
    assert.match(refusal.found, /line 3 begins a row of more than/)
  })
})
