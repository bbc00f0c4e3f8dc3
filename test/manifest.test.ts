import assert from 'node:assert/strict'
import { COMMAND_NAMES, DIRECTORIES, OPERATIONS, parseCommand } from '../src/chat/commands.ts'
import { readManifest } from '../src/chat/manifest.ts'
import { COLUMN_ALIASES } from '../src/intake/column-aliases.ts'

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
    assert.deepEqual(directories.map(({ name }) => name).sort(), [...DIRECTORIES].sort())
    const operations = new Set(directories.flatMap((directory) => directory.operations.map(({ name }) => name)))
    assert.deepEqual([...operations].sort(), [...OPERATIONS].sort())
  })

  it('lists the column names that intake accepts, and no others', async () => {
    const { csv } = await readManifest()
    assert.deepEqual(csv.columns, COLUMN_ALIASES)
  })
})
