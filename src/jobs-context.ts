import { randomUUID } from 'node:crypto'
import { type AccessLists, currentStanding } from './chat/authority.ts'
import type { Gateway } from './chat/gateway.ts'
import type { Log } from './chat/log.ts'
import type { Manifest } from './chat/manifest.ts'
import { createVoice } from './chat/thread.ts'
import type { Config } from './config.ts'
import type { connectDirectories } from './connect-directories.ts'
import type { JobsContext } from './jobs/context.ts'
import { RunningJobs } from './jobs/running-jobs.ts'
import type { Metrics } from './metrics.ts'
import type { AuditLog } from './model/audit.ts'
import type { Clock } from './model/clock.ts'
import type { Store } from './store/open-store.ts'

/** Everything that jobs are given, out of the settings and the connected parts. Holds no rule of its own. */

export interface JobsParts {
  readonly config: Config
  readonly log: Log
  readonly clock: Clock
  readonly manifest: Manifest
  readonly store: Store
  readonly audit: AuditLog
  readonly gateway: Gateway
  readonly directories: ReturnType<typeof connectDirectories>
  readonly metrics: Metrics
  /** Who is on the lists now. */
  readonly access: () => Promise<AccessLists>
}

export const jobsContext = ({
  config,
  clock,
  store,
  audit,
  log,
  manifest,
  gateway,
  directories,
  metrics,
  access,
}: JobsParts): JobsContext => ({
  store: store.jobs,
  files: store.files,
  audit,
  directories: directories.connected,
  voice: createVoice(gateway, manifest, store.freeze),
  running: new RunningJobs(),
  freeze: store.freeze,
  standingOf: (id) => currentStanding(gateway, access, id),
  clock,
  random: Math.random,
  newNonce: randomUUID,
  policy: {
    limits: { maxUsers: config.maxUsers, maxShare: config.maxShare },
    intake: { maxRows: config.maxRows, maxBytes: config.maxFileBytes },
    protection: {
      // Whoever is given the assets of others must be there to have them.
      protectedUsers: [...config.protectedUsers, ...(config.aac?.transferTo ? [config.aac.transferTo] : [])],
      approvers: config.approvers,
      requesters: config.requesters,
      botEmails: [gateway.self.email],
      allowAdmins: config.allowAdmins,
      allowSynced: config.allowSynced,
      ...(config.webex?.verifiedDomains && { verifiedDomains: config.webex.verifiedDomains }),
    },
    approvalsRequired: config.approvalsRequired,
    ...(config.secondApprovalAbove === undefined ? {} : { secondApprovalAbove: config.secondApprovalAbove }),
    approvalTtlMs: config.approvalTtlMs,
    supports: directories.supports,
    canUndo: directories.canUndo,
    undoWords: directories.undoWords,
  },
  onOutcome: metrics.outcome,
  log,
})
