import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { JOB_STATUSES } from './model/job.ts'
import { OUTCOME_KINDS } from './model/run.ts'
import type { JobStore } from './model/store.ts'
import type { DirectoryName } from './model/vendor.ts'

/** What an operator watches, in Prometheus's text form. Counts and names of states only: nobody's address is a label. */
export interface Metrics {
  readonly registry: Registry
  readonly outcome: (directory: string, kind: string) => void
  readonly retry: (bucket: string, code: string) => void
}

export const createMetrics = (
  directories: readonly DirectoryName[],
  store: JobStore,
  isConnected: () => boolean,
  isFrozen: () => boolean,
  unhandledRejections: () => number,
): Metrics => {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const outcomes = new Counter({
    name: 'twokey_users_total',
    help: 'Planned users by what became of them, since the start of the process',
    labelNames: ['directory', 'outcome'],
    registers,
  })
  const retries = new Counter({
    name: 'twokey_vendor_retries_total',
    help: 'Calls to a directory that were tried again, by the reason',
    labelNames: ['bucket', 'code'],
    registers,
  })
  new Gauge({
    name: 'twokey_jobs',
    help: 'Jobs in the store by status',
    labelNames: ['status'],
    registers,
    async collect() {
      const jobs = await store.list()
      for (const status of JOB_STATUSES) this.set({ status }, jobs.filter((job) => job.status === status).length)
    },
  })
  new Gauge({
    name: 'twokey_chat_connected',
    help: '1 while Webex can reach the bot',
    registers,
    collect() {
      this.set(isConnected() ? 1 : 0)
    },
  })
  new Gauge({
    name: 'twokey_frozen',
    help: '1 while somebody has frozen everything: nothing runs and nothing is approved',
    registers,
    collect() {
      this.set(isFrozen() ? 1 : 0)
    },
  })
  new Gauge({
    name: 'twokey_unhandled_rejections',
    help: 'Promises of libraries that failed with nobody listening, since the start of the process',
    registers,
    collect() {
      this.set(unhandledRejections())
    },
  })
  for (const directory of directories) for (const outcome of OUTCOME_KINDS) outcomes.inc({ directory, outcome }, 0)
  return {
    registry,
    outcome: (directory, outcome) => outcomes.inc({ directory, outcome }),
    retry: (bucket, code) => retries.inc({ bucket, code }),
  }
}
