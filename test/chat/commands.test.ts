import assert from 'node:assert/strict'
import fc from 'fast-check'
import { COMMAND_NAMES, type Command, parseCommand, readJobId } from '../../src/chat/commands.ts'
import { parseManifest, readManifest } from '../../src/chat/manifest.ts'
import { jobId } from '../../src/model/ids.ts'

const job = jobId('J-7K2Q')

describe('parseCommand', () => {
  it('takes a mention without words as a call for help, and a CSV without words as a question', () => {
    assert.deepEqual(parseCommand('  ', false), { kind: 'help' })
    assert.deepEqual(parseCommand('', true), { kind: 'ask-operation' })
  })

  it('reads a command in any case, with a slash or a full stop', () => {
    for (const text of ['help', 'HELP', '/help', 'help!', ' Help. '])
      assert.deepEqual(parseCommand(text, false), { kind: 'help' })
  })

  it('understands the name of a job however it is typed', () => {
    for (const typed of ['J-7K2Q', 'j-7k2q', 'j7k2q', 'J 7K2Q', '7k2q', 'J – 7K2Q', 'J-7K2Q.']) {
      assert.deepEqual(parseCommand(`status ${typed}`, false), { kind: 'status', job }, typed)
    }
    assert.deepEqual(parseCommand('pause j-o1il', false), { kind: 'pause', job: jobId('J-0111') })
  })

  it('takes a letter for what it looks like only where the alphabet says so', () => {
    assert.deepEqual(why(parseCommand('pause J-7K2U', false)), { code: 'not-a-job', typed: 'J-7K2U' })
    assert.deepEqual(why(parseCommand('pause J-7K2', false)), { code: 'not-a-job', typed: 'J-7K2' })
    assert.deepEqual(why(parseCommand('pause J-7K2QQ', false)), { code: 'not-a-job', typed: 'J-7K2QQ' })
  })

  it('keeps the count of an approval as it was typed', () => {
    for (const typed of ['37', '1,234', '1 234', 'thirty', '37.0']) {
      assert.deepEqual(
        parseCommand(`approve j 7k2q ${typed}`, false),
        { kind: 'approve', job, typedCount: typed },
        typed,
      )
    }
  })

  it('does not approve half an instruction', () => {
    assert.deepEqual(why(parseCommand('approve', false)), { code: 'no-job' })
    assert.deepEqual(why(parseCommand('approve J-7K2Q', false)), { code: 'no-count' })
    assert.deepEqual(why(parseCommand('approve 37 J-7K2Q', false)), { code: 'not-a-job', typed: '37 J-7K2Q' })
    assert.deepEqual(why(parseCommand('approve J-7K2Q 37 but not Carl', false)), {
      code: 'surplus',
      typed: '37 but not Carl',
    })
  })

  it('freezes at one word, with or without a reason, and thaws only at the bare word', () => {
    for (const text of ['freeze', 'FREEZE!', '/freeze'])
      assert.deepEqual(parseCommand(text, false), { kind: 'freeze', reason: '' }, text)
    assert.deepEqual(parseCommand('freeze J-7K2Q is *wrong*', false), { kind: 'freeze', reason: 'J-7K2Q is *wrong*' })
    assert.deepEqual(parseCommand('freeze', true), { kind: 'freeze', reason: '' }, 'whatever hangs on the message')
    assert.deepEqual(parseCommand('thaw', false), { kind: 'thaw' })
    assert.deepEqual(why(parseCommand('thaw J-7K2Q', false)), { code: 'surplus', typed: 'J-7K2Q' })
    for (const [text, suggestion] of [
      ['freez', 'freeze'],
      ['thaww', 'thaw'],
    ] as const)
      assert.deepEqual(parseCommand(text, false), { kind: 'unknown', text, suggestion })
  })

  it('keeps the reason of a rejection as it was typed', () => {
    assert.deepEqual(parseCommand('reject J-7K2Q Carl is back, on *Monday*', false), {
      kind: 'reject',
      job,
      reason: 'Carl is back, on *Monday*',
    })
    assert.deepEqual(parseCommand('reject J-7K2Q', false), { kind: 'reject', job, reason: '' })
  })

  it('offers the command that was probably meant', () => {
    for (const [typed, meant] of [
      ['delte', 'delete'],
      ['aprove', 'approve'],
      ['stauts', 'status'],
      ['hlep', 'help'],
      ['job', 'jobs'],
      ['cancle', 'cancel'],
    ] as const) {
      assert.deepEqual(parseCommand(`${typed} x`, false), { kind: 'unknown', text: `${typed} x`, suggestion: meant })
    }
    assert.deepEqual(parseCommand('good morning', false), { kind: 'unknown', text: 'good morning' })
  })

  it('refuses words that a command has no use for', () => {
    for (const text of [
      'help me',
      'jobs all',
      'whoami then',
      'resume J-7K2Q now',
      'undo J-7K2Q all',
      'template delete csv',
    ]) {
      assert.equal(why(parseCommand(text, false))?.code, 'surplus', text)
    }
  })

  it('reads every example of the manifest as the command it stands under', async () => {
    for (const { name, examples, needsFiles } of (await readManifest()).commands) {
      for (const example of examples) assert.equal(parseCommand(example, needsFiles).kind, name, example)
    }
  })

  it('reads every usage of the manifest, with its places filled in any way', async () => {
    const { commands } = await readManifest()
    fc.assert(
      fc.property(
        fc.constantFrom(...commands),
        aJobId,
        fc.integer({ min: 0, max: 99_999 }),
        fc.boolean(),
        (command, id, n, isFull) => {
          const fill: Readonly<Record<string, string>> = {
            job: id,
            count: String(n),
            reason: 'no reason',
            'directory,…': 'webex, okta',
            operation: 'delete',
            addresses: command.needsFiles ? '' : 'anna@example.com; <bob@example.com>',
            '--domain old=new': '--domain old.example=new.example',
          }
          const usage = isFull
            ? command.usage.replace(/[[\]]/gu, (mark) => (mark === '[' ? '<' : '>'))
            : command.usage.replace(/ \[[^\]]+\]/gu, '')
          const text = usage.replace(/<([^>]+)>/gu, (_, place: string) => fill[place] ?? assert.fail(place))
          assert.equal(parseCommand(text, command.needsFiles).kind, command.name, text)
        },
      ),
    )
  })

  it('never throws, and never makes up a job of another form', () => {
    const words = fc.constantFrom(
      ...COMMAND_NAMES,
      'J-',
      'webex',
      '\u0130',
      '\u212A',
      '\u017F',
      '--proto--',
      '__proto__',
      'constructor',
    )
    const text = fc
      .array(fc.oneof(words, fc.string({ unit: 'binary', maxLength: 6 }), aJobId), { maxLength: 5 })
      .map((parts) => parts.join(' '))
    fc.assert(
      fc.property(text, fc.boolean(), (typed, hasFiles) => {
        const command = parseCommand(typed, hasFiles)
        if ('job' in command && command.job !== undefined) assert.match(command.job, /^J-[0-9A-HJKMNP-TV-Z]{4}$/)
      }),
      { numRuns: 500 },
    )
  })
})

describe('readJobId', () => {
  it('does not take a letter of another script for one of ours', () => {
    assert.equal(readJobId('J-7\u212A2Q'), undefined)
    assert.equal(readJobId('J-7K2\u017F'), undefined)
  })
})

describe('the manifest', () => {
  it('announces the commands that are understood, and no other', async () => {
    const { commands } = await readManifest()
    assert.deepEqual(
      commands.map(({ name }) => name),
      [...COMMAND_NAMES],
    )
  })

  it('tells all problems of a manifest in one error', async () => {
    const sound = await readManifest()
    const broken = {
      ...sound,
      icon: 'http://insecure.example/icon.png',
      commands: [...sound.commands, { name: 'explode' }],
      more: true,
    }
    assert.throws(
      () => parseManifest(broken),
      (error) => {
        assert.ok(error instanceof Error)
        for (const place of [
          'icon',
          `commands.${sound.commands.length}.name`,
          `commands.${sound.commands.length}.usage`,
          'the whole',
        ])
          assert.match(error.message, new RegExp(`- ${place}:`, 'u'), place)
        return true
      },
    )
  })

  it('is refused when a usage belongs to another command or a name stands twice', async () => {
    const sound = await readManifest()
    const [first, ...others] = sound.commands
    assert.throws(
      () => parseManifest({ ...sound, commands: [{ ...first, usage: 'halp' }, ...others] }),
      /begin with the name/u,
    )
    assert.throws(() => parseManifest({ ...sound, commands: [first, first] }), /stands here twice/u)
  })
})

const why = (command: Command) => (command.kind === 'misused' ? command.why : undefined)

const aJobId = fc
  .string({ unit: fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'), minLength: 4, maxLength: 4 })
  .map((code) => `J-${code}`)
