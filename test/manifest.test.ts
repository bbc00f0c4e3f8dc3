import assert from 'node:assert/strict'
import { COMMAND_NAMES, parseCommand } from '../src/chat/commands.ts'
import { readManifest } from '../src/chat/manifest.ts'
import { COLUMN_ALIASES } from '../src/intake/column-aliases.ts'
import { DIRECTORY_NAMES, OPERATIONS } from '../src/model/vendor.ts'

/** manifest.json and the program say the same: what one side has, the other has. */
describe('manifest.json', () => {
  it('lists the commands that the program knows, and no others', async () => {
    const { commands } = await readManifest()
    assert.deepEqual(commands.map(({ name }) => name).sort(), [...COMMAND_NAMES].sort())
  })

  it('has examples that the program understands as that command', async () => {
    const { commands } = await readManifest()
    for (const { name, examples, needsFiles = false } of commands)
      for (const example of examples) assert.equal(parseCommand(example, needsFiles).kind, name, example)
  })

  it('lists the directories and operations that the program has, and no others', async () => {
    const { directories } = await readManifest()
    assert.deepEqual(directories.map(({ name }) => name).sort(), [...DIRECTORY_NAMES].sort())
    const operations = new Set(directories.flatMap((directory) => directory.operations.map(({ name }) => name)))
    assert.deepEqual([...operations].sort(), [...OPERATIONS].sort())
  })

  it('says of every operation what it means in one or a few sentences, and what can be taken back', async () => {
    for (const { name, operations } of (await readManifest()).directories)
      for (const { name: operation, means, undo, afterwards = '' } of operations) {
        const place = `${name} ${operation}`
        assert.match(means, /^[A-Z][^`<\n]*\.$/u, place)
        assert.ok(means.length <= 240, `${place}: ${means.length}`)
        assert.match(undo.words, /\.$/u, place)
        // As much as the answer to an undo that cannot be done shows of it.
        assert.ok(undo.words.length <= 400, place)
        assert.doesNotMatch(afterwards.replaceAll('<job>', ''), /</u, place)
      }
  })

  it('has a way back for what it calls possible to undo: another operation of the same directory, or a rename', async () => {
    const back = { delete: 'restore', deactivate: 'restore', restore: undefined, rename: 'rename' } as const
    for (const { name, operations } of (await readManifest()).directories) {
      const there = new Set(operations.map((operation) => operation.name))
      for (const { name: operation, undo } of operations) {
        const way = back[operation]
        const isThere = way === undefined ? there.has('deactivate') || there.has('delete') : there.has(way)
        if (undo.isPossible) assert.ok(isThere, `${name} ${operation}`)
      }
    }
  })

  it('has templates whose columns intake reads', async () => {
    const { csv } = await readManifest()
    const known: readonly string[] = Object.values(COLUMN_ALIASES).flat()
    for (const [operation, { header }] of Object.entries(csv.templates))
      if (operation !== 'rename')
        assert.ok(
          header.some((column) => known.includes(column)),
          operation,
        )
    assert.deepEqual(csv.templates.rename.header, ['old email', 'new email'])
  })

  it('lists the column names that intake accepts, and no others', async () => {
    const { csv } = await readManifest()
    assert.deepEqual(csv.columns, COLUMN_ALIASES)
  })
})
