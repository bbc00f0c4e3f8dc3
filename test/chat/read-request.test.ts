import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Command, parseCommand } from '../../src/chat/commands.ts'
import { fileOfAddresses, readAddresses } from '../../src/chat/pasted-addresses.ts'
import { REQUEST_NAMES } from '../../src/chat/read-request.ts'
import { DIRECTORY_NAMES } from '../../src/model/vendor.ts'

const why = (command: Command) => (command.kind === 'misused' ? command.why : undefined)
const directoriesOf = (command: Command) => ('directories' in command ? command.directories : undefined)
const addressesOf = (command: Command) => ('addresses' in command ? command.addresses : undefined)

describe('a request in words', () => {
  it('is read for every operation with files, and names no directory by itself', () => {
    for (const name of REQUEST_NAMES)
      assert.deepEqual(parseCommand(name, true), { kind: name, directories: [], addresses: [] })
  })

  it('names directories with commas between them, in any case and by their other names', () => {
    assert.deepEqual(directoriesOf(parseCommand('delete Webex', true)), ['webex'])
    for (const text of ['webex,okta', 'Webex, OKTA', 'webex ,okta', 'webex , okta'])
      assert.deepEqual(directoriesOf(parseCommand(`delete ${text}`, true)), ['webex', 'okta'], text)
    assert.deepEqual(directoriesOf(parseCommand('keep Alteryx', true)), ['aac'])
  })

  it('is nothing when a directory is unknown, stands twice, or is followed by more', () => {
    for (const [text, expected] of [
      ['delete ldap', { code: 'not-a-directory', typed: 'ldap' }],
      ['delete webex,ldap', { code: 'not-a-directory', typed: 'ldap' }],
      ['delete webex,', { code: 'not-a-directory', typed: ',' }],
      ['delete webex,,okta', { code: 'not-a-directory', typed: ',' }],
      ['delete webex okta', { code: 'surplus', typed: 'okta' }],
      ['delete webex, okta nobody', { code: 'surplus', typed: 'nobody' }],
      ['delete webex,webex', { code: 'directory-twice', typed: 'webex' }],
      ['delete aac, alteryx', { code: 'directory-twice', typed: 'alteryx' }],
      ['delete __proto__', { code: 'not-a-directory', typed: '__proto__' }],
      ['delete o\u212Ata', { code: 'not-a-directory', typed: 'o\u212Ata' }],
      ['\u212Aeep aac', undefined],
    ] as const)
      assert.deepEqual(why(parseCommand(text, true)), expected, text)
  })

  it('needs somebody to be about, except a keep, which asks', () => {
    for (const name of ['delete', 'deactivate', 'restore', 'rename'])
      assert.deepEqual(why(parseCommand(`${name} webex`, false)), { code: 'no-files' })
    assert.deepEqual(parseCommand('keep aac', false), { kind: 'keep', directories: ['aac'], addresses: [] })
  })
})

describe('addresses in a message', () => {
  it('are taken with commas, semicolons, blanks or lines between them, and unwrapped', () => {
    for (const pasted of [
      'anna@example.com, bob@example.com',
      'anna@example.com;bob@example.com',
      'anna@example.com\nbob@example.com\n',
      '<anna@example.com>; <bob@example.com>',
      'mailto:anna@example.com MAILTO:bob@example.com',
      '<mailto:anna@example.com>,bob@example.com,',
    ])
      for (const [text, directories] of [
        [`delete ${pasted}`, []],
        [`delete webex ${pasted}`, ['webex']],
        [`delete webex, okta ${pasted}`, ['webex', 'okta']],
        [`delete webex, ${pasted}`, ['webex']],
      ] as const) {
        const command = parseCommand(text, false)
        assert.deepEqual(addressesOf(command), ['anna@example.com', 'bob@example.com'], text)
        assert.deepEqual(directoriesOf(command), directories, text)
      }
  })

  it('are taken as typed, whatever their case', () => {
    assert.deepEqual(addressesOf(parseCommand('keep Anna@Example.com', false)), ['Anna@Example.com'])
  })

  it('do nothing with a word among them, since it may say who is not meant', () => {
    for (const [text, typed] of [
      ['delete anna@example.com but not bob@example.com', 'but'],
      ['delete anna@example.com webex', 'webex'],
      ['delete anna@example.com, Bob Smith <bob@example.com>', 'Bob'],
      ['delete anna@example.com <bob@example.com', '<bob@example.com'],
      ['delete anna@', 'anna@'],
      ['delete @example.com', '@example.com'],
      ['delete anna@example', 'anna@example'],
      ['delete anna@example.com.', 'anna@example.com.'],
      ['delete anna@@example.com', 'anna@@example.com'],
      ['delete "anna"@example.com', '"anna"@example.com'],
      ['delete an\u200Bna@example.com', 'an\u200Bna@example.com'],
      ['delete mailto:anna@example.com?subject=x', 'mailto:anna@example.com?subject=x'],
    ] as const)
      assert.deepEqual(why(parseCommand(text, false)), { code: 'not-an-address', typed }, text)
    for (const text of [
      'delete everybody but anna@example.com',
      'delete not anna@example.com',
      'delete -anna @x.example',
    ])
      assert.equal(why(parseCommand(text, false))?.code, 'not-a-directory', text)
  })

  it('do not go with a file, nor with rename', () => {
    assert.deepEqual(why(parseCommand('delete anna@example.com', true)), { code: 'two-sources' })
    for (const hasFiles of [true, false])
      assert.deepEqual(why(parseCommand('rename webex anna@example.com', hasFiles)), {
        code: 'surplus',
        typed: 'anna@example.com',
      })
  })

  it('become a file that intake reads row by row', () => {
    const addresses = ['anna@example.com', "o'neil+x=1@example.com", '=cmd@example.com', 'anna@example.com']
    const file = fileOfAddresses(addresses)
    assert.equal(file.name, 'pasted addresses')
    assert.equal(Buffer.from(file.bytes).toString(), `email\r\n${addresses.join('\r\n')}\r\n`)
  })
})

describe('--domain', () => {
  const domain = { from: 'old.example', to: 'new.example' }

  it('is read however a phone writes it, before or behind the directories', () => {
    for (const text of [
      'rename --domain old.example=new.example',
      'rename \u2014domain old.example=new.example',
      'rename \u2013domain old.example = new.example',
      'rename -domain Old.Example=NEW.example',
      'rename --Domain=old.example=new.example',
      'rename --domain @old.example=@new.example',
    ])
      assert.deepEqual(parseCommand(text, true), { kind: 'rename', directories: [], addresses: [], domain }, text)
    for (const text of [
      'rename webex, okta --domain old.example=new.example',
      'rename --domain old.example=new.example webex,okta',
    ])
      assert.deepEqual(parseCommand(text, true), {
        kind: 'rename',
        directories: ['webex', 'okta'],
        addresses: [],
        domain,
      })
  })

  it('is nothing by halves', () => {
    for (const [text, code] of [
      ['rename --domain', 'not-a-domain-change'],
      ['rename --domain old.example', 'not-a-domain-change'],
      ['rename --domain old.example=', 'not-a-domain-change'],
      ['rename --domain old.example= webex', 'not-a-domain-change'],
      ['rename --domain =new.example', 'not-a-domain-change'],
      ['rename --domain old.example=old.example', 'not-a-domain-change'],
      ['rename --domain old=new', 'not-a-domain-change'],
      ['rename --domain a@old.example=new.example', 'not-a-domain-change'],
      ['rename --domain old.example=n\u0435w.example', 'not-a-domain-change'],
      ['rename --domain old.example=new..example', 'not-a-domain-change'],
      ['rename --domain old.example=new.example --domain a.example=b.example', 'surplus'],
      ['rename --domain old.example=new.example only Anna', 'not-a-directory'],
      ['rename --domains old.example=new.example', 'not-a-directory'],
      ['delete webex --domain old.example=new.example', 'domain-elsewhere'],
    ] as const)
      assert.equal(why(parseCommand(text, true))?.code, code, text)
    assert.deepEqual(why(parseCommand('rename --domain old.example=new.example', false)), { code: 'no-files' })
  })
})

describe('any text behind a request', () => {
  const word = fc.oneof(
    fc.constantFrom(
      ...DIRECTORY_NAMES,
      'alteryx',
      ',',
      ';',
      'not',
      'but',
      '--domain',
      '\u2014domain',
      'a.example=b.example',
    ),
    fc.constantFrom('anna@example.com', '<bob@example.com>', 'mailto:carl@example.com', '@', '<', '>'),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.emailAddress(),
  )
  const text = fc
    .tuple(
      fc.constantFrom(...REQUEST_NAMES),
      fc.array(fc.tuple(word, fc.constantFrom(' ', ', ', ',', '')), { maxLength: 8 }),
    )
    .map(([name, words]) => `${name} ${words.flat().join('')}`)

  it('never throws, and opens nothing unless every word of it is understood', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (typed, hasFiles) => {
        const command = parseCommand(typed, hasFiles)
        if (!('addresses' in command)) return
        const { directories, addresses, domain, kind } = command
        assert.equal(new Set(directories).size, directories.length)
        assert.ok(hasFiles ? addresses.length === 0 : addresses.length > 0 || kind === 'keep')
        const known = [...addresses, ...(domain === undefined ? [] : [domain.from, domain.to])]
        let left = typed.slice(kind.length).replace(/\s+/gu, ' ')
        for (const piece of known) left = left.replace(new RegExp(escaped(piece), 'iu'), '')
        left = left.replace(/[-\u2010-\u2015\u2212]{1,2}domain/iu, '').replace(/mailto:/giu, '')
        for (const name of [...directories, 'alteryx']) left = left.replace(new RegExp(name, 'iu'), '')
        assert.match(left, /^[\s,;:<>=@.]*$/u, typed)
      }),
      { numRuns: 2_000 },
    )
  })

  it('is read as addresses only where each has the form of one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const read = readAddresses(typed)
        if (read.kind === 'misused') return
        for (const address of read.value) assert.match(address, /^[^\s@"<>,;]+@[^\s@"<>,;]+\.[^\s@"<>,;]+$/u)
      }),
    )
  })
})

const escaped = (piece: string): string => piece.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')
