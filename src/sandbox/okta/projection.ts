/** The `fields` of a list, e.g. `id,status,profile:(firstName,city)`: which properties a person is shown with. */
import { isJson, type Json } from './exchange.ts'

/** The id always stays. Everything does when no fields are asked for. */
export function projected(fields: string | null): (user: Json) => Json {
  if (fields === null) return (user) => user
  const [, inProfile] = /profile:\(([^)]*)\)/.exec(fields) ?? []
  const top = names(fields.replace(/profile:\([^)]*\)/, ''))
  return (user) => {
    const profile = user['profile']
    return {
      ...picked(user, ['id', ...top]),
      ...(inProfile !== undefined && isJson(profile) && { profile: picked(profile, names(inProfile)) }),
    }
  }
}

const names = (list: string): readonly string[] =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

const picked = (from: Json, wanted: readonly string[]): Json =>
  Object.fromEntries(Object.entries(from).filter(([name]) => wanted.includes(name)))
