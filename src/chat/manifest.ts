import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { DIRECTORY_NAMES, OPERATIONS } from '../model/vendor.ts'
import { COMMAND_NAMES } from './commands.ts'
import { REQUEST_NAMES } from './read-request.ts'

/**
 * `manifest.json`: what the bot is, may do and understands, for people who set it up and for `help`.
 * It announces nothing that is not built, and grants nothing: who may do what is decided in `approval/`.
 */

const Words = z.string().trim().min(1)
const Scope = z.strictObject({ scope: Words, for: Words })

const OperationSchema = z.strictObject({
  name: z.enum(OPERATIONS),
  summary: Words,
  /** One sentence for the card: what is done there, what is lost, and until when it can be undone. */
  means: Words,
  /** What whoever asked should know when it is done. `<job>` stands for the job's name. */
  afterwards: Words.optional(),
  /** What the admin credential needs; without an optional one the work is slower, not impossible. */
  scopes: z.array(Scope.extend({ isRequired: z.boolean() })),
  /** The credential's account has to hold one of these; empty where the vendor has no such notion, or names none. */
  roles: z.array(Words),
  undo: z.strictObject({ isPossible: z.boolean(), words: Words }),
})

const DirectorySchema = z.strictObject({
  name: z.enum(DIRECTORY_NAMES),
  displayName: Words,
  operations: z
    .array(OperationSchema)
    .min(1)
    .refine((operations) => distinct(operations), { error: 'a name stands here twice' }),
})

const CommandSchema = z
  .strictObject({
    name: z.enum(COMMAND_NAMES),
    usage: Words,
    /** `listed` is everybody on either list. */
    who: z.enum(['listed', 'requesters', 'approvers']),
    needsFiles: z.boolean().default(false),
    examples: z.array(Words).min(1),
    does: Words,
  })
  .refine(({ name, usage }) => usage.split(' ')[0] === name, {
    error: 'usage has to begin with the name',
    path: ['usage'],
  })

const Names = z.array(Words).min(1)
const ColumnsSchema = z.strictObject({ email: Names, id: Names, oldEmail: Names, newEmail: Names })

const TemplateSchema = z
  .strictObject({ header: z.array(Words).min(1), example: z.array(z.string()).min(1) })
  .refine(({ header, example }) => header.length === example.length, { error: 'header and example differ in length' })

const distinct = (items: readonly { readonly name: string }[]): boolean =>
  new Set(items.map(({ name }) => name)).size === items.length
const TWICE = { error: 'a name stands here twice' }

const ManifestSchema = z
  .strictObject({
    name: Words,
    summary: Words,
    icon: z.string().regex(/^(?:https:\/\/|data:image\/svg\+xml,)/u, 'has to be an https address or an SVG as data'),
    chat: z.strictObject({ service: z.literal('webex'), account: z.literal('bot'), scopes: z.array(Scope).min(1) }),
    directories: z.array(DirectorySchema).min(1).refine(distinct, TWICE),
    commands: z.array(CommandSchema).min(1).refine(distinct, TWICE),
    csv: z.strictObject({
      columns: ColumnsSchema,
      templates: z.record(z.enum(REQUEST_NAMES), TemplateSchema),
    }),
  })
  .readonly()

export type Manifest = z.infer<typeof ManifestSchema>
export type ManifestOperation = Manifest['directories'][number]['operations'][number]
export type ManifestCommand = Manifest['commands'][number]

/** Throws one error that names every problem with its place. */
export function parseManifest(json: unknown): Manifest {
  const parsed = ManifestSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `- ${path.join('.') || 'the whole'}: ${message}`)
  throw new Error(`reading manifest.json: correct these and start again\n${problems.join('\n')}`, {
    cause: parsed.error,
  })
}

/** Reads the manifest that lies at the top of the package, from the sources as well as from the build. */
export async function readManifest(): Promise<Manifest> {
  const text = await readFile(new URL('../../manifest.json', import.meta.url), 'utf8')
  return parseManifest(JSON.parse(text))
}
