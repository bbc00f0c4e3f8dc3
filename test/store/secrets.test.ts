import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DamagedFile } from '../../src/model/store.ts'
import { realDisk } from '../../src/store/disk.ts'
import { openSecrets } from '../../src/store/secrets.ts'

describe('the secrets that the program keeps', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'twokey-secrets-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('are there after a restart, for nobody else to read', async () => {
    const path = join(folder, 'secrets.json')
    await (await openSecrets(path, realDisk)).set('refresh-token', 'rotated')
    assert.equal((await openSecrets(path, realDisk)).get('refresh-token'), 'rotated')
    assert.equal((await stat(path)).mode & 0o777, 0o600)
  })

  it('are not guessed at when the file is damaged', async () => {
    const path = join(folder, 'secrets.json')
    await (await openSecrets(path, realDisk)).set('refresh-token', 'rotated')
    await writeFile(path, (await readFile(path, 'utf8')).replace('rotated', 'rotatee'))
    await assert.rejects(openSecrets(path, realDisk), DamagedFile)
  })
})
