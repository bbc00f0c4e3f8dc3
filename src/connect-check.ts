import type { Environment } from './config.ts'
import { ConfigError, loadConfig } from './config.ts'

/** What stands in the way of serving a real space with these settings, and the writing of them. */

export interface Finding {
  readonly tone: 'good' | 'warning' | 'bad'
  readonly words: string
}
export interface ConnectAnswer {
  readonly isGood: boolean
  readonly findings: readonly Finding[]
  readonly saved?: { readonly file: string; readonly next: string }
}
export type ConnectForm = Readonly<Record<string, string>>

export const connectCheck = (environment: Environment) => {
  const check = async (form: ConnectForm): Promise<ConnectAnswer> => {
    try {
      loadConfig({ ...environment, ...form })
      return { isGood: true, findings: [] }
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      return { isGood: false, findings: [{ tone: 'bad', words: error.message }] }
    }
  }
  return { check, save: check }
}
