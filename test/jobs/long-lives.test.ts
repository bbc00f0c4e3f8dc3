import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { inJobsWorld } from '../support/jobs-world.ts'
import { type Life, lifeCommands, type Model, newLife, newModel } from '../support/life-commands.ts'
import { scriptedDirectory } from '../support/scripted-directory.ts'

/**
 * Long lives of jobs on the real machine: the real use cases on the real store, with people who come and go on the lists, time
 * that passes and processes that die, beside a model that knows the rules and nothing else.
 */

/** Another number tries other lives; one number always tries the same. */
const SEED = 20_261_122
const RUNS = 100
const MOST_COMMANDS = 60
const USERS = 40

/** Nobody pulls the plug here, so nothing has to be on the disk before the next step. */
const unhurriedDisk: Disk = {
  ...realDisk,
  open: async (path, how) => ({ ...(await realDisk.open(path, how)), sync: async () => undefined }),
  syncFolder: async () => undefined,
}

describe('any life of any jobs', function () {
  this.timeout(120_000)

  it('changes nobody whom not enough approvers of that moment, other than the requester, have approved', async () => {
    const seen = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(1, 1, 2, 2, 3),
        fc.commands(lifeCommands, { maxCommands: MOST_COMMANDS, size: 'max' }),
        (required, commands) =>
          inJobsWorld(
            [scriptedDirectory(USERS, { rereadSize: 10, effectSize: 10 }, new Map(), { nature: 'stays' })],
            async (world) => {
              const setup = (): { model: Model; real: Life } => ({
                model: newModel(required),
                real: newLife(world, seen),
              })
              await fc.asyncModelRun(setup, commands)
            },
            { approvalsRequired: required, secondApprovalAbove: 2 },
            unhurriedDisk,
          ),
      ),
      // Long ones are wanted: what is short shrinks out of them.
      { seed: SEED, numRuns: RUNS, unbiased: true },
    )
    const counts = [...seen].map(([what, count]) => `${what} ${count}`).sort()
    console.info(`      ${RUNS} lives: ${counts.join(', ')}`)
    for (const what of [
      'completed',
      'expired',
      'rejected',
      'withdrawn',
      'superseded',
      'voided',
      'cancelled',
      'restart',
    ])
      assert.ok((seen.get(what) ?? 0) > 0, `${what} came up`)
  })
})
