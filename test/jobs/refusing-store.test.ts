import assert from 'node:assert/strict'
import { goOnWithJobs, tellEveryJob } from '../../src/jobs/pick-up-jobs.ts'
import { reviewJob } from '../../src/jobs/review-job.ts'
import { startRun } from '../../src/jobs/run-job.ts'
import { resumeJob } from '../../src/jobs/steer-jobs.ts'
import { noSpace, watchedDisk } from '../store/scratch.ts'
import { APPROVER, addresses, asked, inJobsWorld, REQUESTER } from '../support/jobs-world.ts'
import { scriptedDirectory } from '../support/scripted-directory.ts'

describe('a run whose disk refuses everything, the reading of its head included', () => {
  it('ends without a rejection, and the job goes on once there is room', () => {
    let [isBroken, isMended] = [false, false]
    const disk = watchedDisk((step) => {
      isBroken ||= step === 'open journal.jsonl'
      if (isBroken && !isMended && !step.startsWith('close')) throw noSpace()
    })
    return inJobsWorld(
      [scriptedDirectory(3)],
      async (world) => {
        const { id } = await asked(world, { csv: addresses(3) })
        await reviewJob(world.context, { job: id, actor: APPROVER, verdict: 'approve', typedCount: '3', reason: '' })
        await startRun(world.context, id)
        assert.ok(isBroken)
        isMended = true
        await goOnWithJobs(world.context)
        if ((await world.settled()).status === 'paused') await resumeJob(world.context, id, REQUESTER)
        assert.equal((await world.settled()).status, 'completed')
        await tellEveryJob(world.context)
        assert.equal(world.said.at(-1), 'finished completed')
      },
      {},
      disk,
    )
  })
})
