/** The forms of the lines of a stored plan. Rows have their keys in the order of the alphabet, in which their digest is computed: it is faster so. */
import { z } from 'zod'
import type { Subject, Tenant } from '../model/directory.ts'
import type { JobId, PlanDigest, UserId } from '../model/ids.ts'
import { type Change, type Plan, SKIP_CODES, type Skip } from '../model/plan.ts'
import type { SourceFile } from '../model/rows.ts'
import { DIRECTORY_NAMES, type DirectoryName, OPERATIONS, type Operation } from '../model/vendor.ts'
import { count, type Fields, personRef, text } from './fields.ts'

export const directoryName: z.ZodType<DirectoryName> = z.enum(DIRECTORY_NAMES)
export const operation: z.ZodType<Operation> = z.enum(OPERATIONS)

export const tenant: z.ZodType<Tenant> = z.strictObject({
  directory: directoryName,
  id: text(),
  name: z.string(),
  population: count,
  fullAdmins: z.array(text<UserId>()),
} satisfies Fields<Tenant>)

const sourceFile: z.ZodType<SourceFile> = z.strictObject({
  name: z.string(),
  rows: count,
  sha256: text(),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
  delimiter: z.enum([',', ';', '\t']),
  columns: z.array(z.string()),
  keyColumn: z.string(),
  isMade: z.exactOptional(z.literal(true)),
} satisfies Fields<SourceFile>)

const subject: z.ZodType<Subject> = z.strictObject({
  adminRoles: z.array(z.string()),
  displayName: z.string(),
  hasPhone: z.exactOptional(z.boolean()),
  id: text<UserId>(),
  isFullAdmin: z.boolean(),
  isSynced: z.exactOptional(z.boolean()),
  lastActiveAt: z.exactOptional(z.string()),
  login: z.string(),
  otherAddresses: z.exactOptional(z.array(z.string())),
  status: z.string(),
  tenantId: z.string(),
} satisfies Fields<Subject>)

const change: z.ZodType<Change> = z.strictObject({
  before: subject,
  cells: z.array(z.string()),
  directory: directoryName,
  file: z.string(),
  line: count,
  no: count,
  steps: z.array(z.string()),
  to: z.exactOptional(text()),
  userId: text<UserId>(),
} satisfies Fields<Change>)

const skip: z.ZodType<Skip> = z.strictObject({
  cells: z.array(z.string()),
  code: z.enum(SKIP_CODES),
  detail: z.string(),
  directory: directoryName,
  file: z.string(),
  line: count,
  userId: z.exactOptional(text<UserId>()),
} satisfies Fields<Skip>)

/** All of a plan but its rows. */
export type PlanHead = Omit<Plan, 'changes' | 'skips'>

const head: z.ZodType<PlanHead> = z.strictObject({
  version: z.literal(1),
  job: text<JobId>(),
  operation,
  keep: z.exactOptional(z.literal(true)),
  requester: personRef,
  plannedAt: text(),
  tenants: z.array(tenant),
  files: z.array(sourceFile),
} satisfies Fields<PlanHead>)

export interface PlanEnd {
  readonly changes: number
  readonly skips: number
  readonly digest: PlanDigest
}

const end: z.ZodType<PlanEnd> = z.strictObject({
  changes: count,
  skips: count,
  digest: text<PlanDigest>(),
} satisfies Fields<PlanEnd>)

export type PlanLine =
  | { readonly is: 'head'; readonly head: PlanHead }
  | { readonly is: 'change'; readonly change: Change }
  | { readonly is: 'skip'; readonly skip: Skip }
  | { readonly is: 'end'; readonly end: PlanEnd }

export const planLine: z.ZodType<PlanLine> = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('head'), head }),
  z.strictObject({ is: z.literal('change'), change }),
  z.strictObject({ is: z.literal('skip'), skip }),
  z.strictObject({ is: z.literal('end'), end }),
])
