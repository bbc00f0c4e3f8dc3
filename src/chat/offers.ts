import type { DirectoryName, Operation } from '../model/vendor.ts'
import type { Manifest, ManifestOperation } from './manifest.ts'
import type { RequestName } from './read-request.ts'

/**
 * What can be asked for here, and where: decided from the manifest (what a directory has) and the configuration (which are on).
 * Never picks one of several directories for somebody.
 */

export interface Offers {
  readonly manifest: Manifest
  /** Those that are on. */
  readonly directories: readonly DirectoryName[]
}

/** What is done to an account: `keep` deletes all others. */
export const operationOf = (name: RequestName): Operation => (name === 'keep' ? 'delete' : name)

export const manifestOperation = (
  manifest: Manifest,
  directory: DirectoryName,
  operation: Operation,
): ManifestOperation | undefined =>
  manifest.directories.find(({ name }) => name === directory)?.operations.find(({ name }) => name === operation)

/** The directories that are on and have the operation. */
export const directoriesFor = ({ manifest, directories }: Offers, name: RequestName): readonly DirectoryName[] =>
  directories.filter((directory) => manifestOperation(manifest, directory, operationOf(name)) !== undefined)

export type Place =
  | { readonly kind: 'chosen'; readonly directories: readonly DirectoryName[] }
  /** Several would do, and none was named. */
  | { readonly kind: 'open'; readonly choices: readonly DirectoryName[] }
  | { readonly kind: 'refused'; readonly refusal: PlaceRefusal }

/** Closed: each has its sentence in `refusals.ts`. */
export type PlaceRefusal =
  | { readonly code: 'not-on'; readonly directory: DirectoryName; readonly on: readonly DirectoryName[] }
  | {
      readonly code: 'lacks-operation'
      readonly name: RequestName
      readonly lacking: readonly DirectoryName[]
      /** Which are on and have it. */
      readonly having: readonly DirectoryName[]
    }

/** `named` as typed or chosen; empty where nothing was. */
export function placeOf(offers: Offers, name: RequestName, named: readonly DirectoryName[]): Place {
  const having = directoriesFor(offers, name)
  const off = named.find((directory) => !offers.directories.includes(directory))
  if (off !== undefined) return { kind: 'refused', refusal: { code: 'not-on', directory: off, on: offers.directories } }
  const asked = named.length === 0 ? offers.directories : named
  const lacking = asked.filter((directory) => !having.includes(directory))
  if (named.length > 0 ? lacking.length > 0 : having.length === 0)
    return { kind: 'refused', refusal: { code: 'lacks-operation', name, lacking, having } }
  if (named.length > 0) return { kind: 'chosen', directories: named }
  return having.length === 1 ? { kind: 'chosen', directories: having } : { kind: 'open', choices: having }
}
