import { type BuildOptions, type BuiltDirectory, buildDirectory } from './build-directories.ts'
import type { ReadinessCheck } from './chat/http-server.ts'
import type { Log } from './chat/log.ts'
import { manifestOperation } from './chat/offers.ts'
import type { ConnectedDirectory } from './jobs/context.ts'
import type { Credential, Directory } from './model/directory.ts'
import type { DirectoryName, Operation } from './model/vendor.ts'
import { WireError } from './model/wire.ts'
import type { Pace } from './plan/estimate.ts'

/** Builds the directories that are on, checks their credentials against what manifest.json asks for, and says so in the log. */

export interface ConnectedDirectories {
  readonly connected: ReadonlyMap<DirectoryName, ConnectedDirectory>
  readonly readiness: readonly ReadinessCheck[]
  /** Whether manifest.json has the operation for the vendor. */
  readonly supports: (directory: DirectoryName, operation: Operation) => boolean
  readonly canUndo: (directory: DirectoryName, operation: Operation) => boolean
  /** What manifest.json says of the way back. */
  readonly undoWords: (directory: DirectoryName, operation: Operation) => string
  /**
   * Whose people may use the bot: the setting, else the organisation of the Webex credential, which is asked for until it is
   * known. Undefined while it cannot be told. Never throws.
   */
  readonly homeOrgId: () => Promise<string | undefined>
  /** Checks each credential once and says in the log what it is and what it lacks. Never throws: readiness tells. */
  readonly checkAll: () => Promise<void>
  /** The same for those that could not be checked, or were refused since. To be called every so often. */
  readonly checkUnknown: () => Promise<void>
}

export const connectDirectories = (options: BuildOptions): ConnectedDirectories => {
  const { config, log, manifest } = options
  const probes = new Map(
    config.directories.map((name) => [name, new CredentialProbe(buildDirectory(name, options))] as const),
  )
  return {
    connected: probes,
    readiness: [...probes].map(([name, probe]) => ({ name: `directory-${name}`, check: () => probe.readiness() })),
    supports: (name, operation) => manifestOperation(manifest, name, operation) !== undefined,
    canUndo: (name, operation) => manifestOperation(manifest, name, operation)?.undo.isPossible ?? false,
    undoWords: (name, operation) => manifestOperation(manifest, name, operation)?.undo.words ?? '',
    homeOrgId: async () => {
      const probe = probes.get('webex')
      const known = config.homeOrgId ?? probe?.tenantId
      if (known !== undefined || probe === undefined) return known
      const asked = probe.credential()
      const credential = await asked.catch((error: unknown) =>
        log.warn({ error }, 'whose people may use the bot cannot be told'),
      )
      return credential?.tenantId
    },
    checkAll: async () => {
      for (const [name, probe] of probes) await sayWhatItIs(log, name, probe)
    },
    checkUnknown: async () => {
      for (const [name, probe] of probes) if (!probe.isKnown) await sayWhatItIs(log, name, probe)
    },
  }
}

const sayWhatItIs = async (log: Log, name: DirectoryName, probe: CredentialProbe): Promise<void> => {
  try {
    const { tenantName, ownerLogin, means, lacks } = await probe.credential()
    log.info({ directory: name, organisation: tenantName, as: ownerLogin, means }, 'the admin credential was checked')
    for (const lack of lacks)
      log.warn({ directory: name, lack }, 'the admin credential lacks something that manifest.json asks for')
  } catch (error) {
    log.error(
      { directory: name, error },
      'the admin credential could not be checked; nothing can be planned until it can',
    )
  }
}

/** The credential as it was found when it was last asked for with success; forgotten as soon as the vendor refuses it. */
class CredentialProbe implements ConnectedDirectory {
  readonly directory: Directory
  readonly pace: Pace
  #known: Credential | undefined
  #tenantId: string | undefined
  #asking: Promise<Credential> | undefined

  constructor({ directory, pace }: BuiltDirectory) {
    this.pace = pace
    this.directory = watched(directory, () => {
      this.#known = undefined
    })
  }

  get isKnown(): boolean {
    return this.#known !== undefined
  }

  /** Stays known when the credential is refused: people may still ask, pause and cancel. */
  get tenantId(): string | undefined {
    return this.#tenantId
  }

  async credential(): Promise<Credential> {
    if (this.#known) return this.#known
    this.#asking ??= this.directory.check().finally(() => {
      this.#asking = undefined
    })
    const known = await this.#asking
    this.#known = known
    this.#tenantId = known.tenantId
    return known
  }

  async readiness(): Promise<{ readonly isOk: boolean; readonly words: string }> {
    try {
      const { means, lacks } = await this.credential()
      return {
        isOk: true,
        words:
          lacks.length === 0 ? means : `${means}; lacks ${lacks.length} of what manifest.json asks for, see the log`,
      }
    } catch (error) {
      return {
        isOk: false,
        words:
          error instanceof WireError ? `the credential could not be checked: ${error.fault.code}` : 'the check broke',
      }
    }
  }
}

/** The same directory; `onRefused` hears when a call shows that the credential is no longer good. */
const watched = (directory: Directory, onRefused: () => void): Directory => {
  const watch = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer
    } catch (error) {
      if (error instanceof WireError && error.fault.code === 'credential-refused') onRefused()
      throw error
    }
  }
  const { snapshot } = directory
  return {
    name: directory.name,
    traits: (operation) => directory.traits(operation),
    check: () => watch(directory.check()),
    find: (keys, onProgress, signal) => watch(directory.find(keys, onProgress, signal)),
    everyone: (...asked) => watch(directory.everyone(...asked)),
    reread: (...asked) => watch(directory.reread(...asked)),
    stepsLeft: (...asked) => directory.stepsLeft(...asked),
    notPossible: (...asked) => directory.notPossible?.(...asked),
    ...(snapshot && { snapshot: (...asked: Parameters<typeof snapshot>) => watch(snapshot.call(directory, ...asked)) }),
    apply: (...asked) => watch(directory.apply(...asked)),
  }
}
