/**
 * Holds what was played against what the story meant: the plans, the files that came back, and how the directories ended.
 * Pure. Whatever it returns is wrong; it returns nothing when all is well.
 */
import { innerId } from '../administration/hydra-id.ts'
import { type Account, afterDeeds, type Clouds, type Deed, VENDOR_NAMES, VENDORS, type Vendor } from './clouds.ts'
import type { CsvRow, PlayedJob } from './story.ts'

const LEFT_ALONE = new Set(['skip', 'keep'])

export const plannedRows = (plan: readonly CsvRow[]): readonly CsvRow[] =>
  plan.filter(({ action = '' }) => !LEFT_ALONE.has(action))

export const faultsOfJob = (job: PlayedJob): readonly string[] => [
  ...faultsOfPlan(job),
  ...faultsOfFiles(job),
  ...(job.results.every(({ outcome }) => outcome === 'done' || outcome === 'kept')
    ? []
    : [`${job.id}: a row of the results is neither done nor kept`]),
]

const faultsOfPlan = ({ id, request, plan }: PlayedJob): readonly string[] => {
  const [vendor] = request.vendors
  const planned = plannedRows(plan).map(({ action, directory = vendor, user_id = '' }) =>
    keyOf(action, directory, directory === 'webex' ? (innerId('PEOPLE', user_id) ?? user_id) : user_id),
  )
  const meant = request.meant.map(({ does, vendor: where, id: account }) => keyOf(does, where, account))
  const [surplus, missing] = [without(planned, meant), without(meant, planned)]
  return [
    ...(meant.length > 0 ? [] : [`${id}: the story means nobody`]),
    ...(surplus.length === 0 ? [] : [`${id}: planned and not meant: ${some(surplus)}`]),
    ...(missing.length === 0 ? [] : [`${id}: meant and not planned: ${some(missing)}`]),
    ...(planned.length === new Set(planned).size ? [] : [`${id}: somebody is planned twice`]),
  ]
}

const keyOf = (...parts: readonly (string | undefined)[]): string => parts.join(' ')

const without = (some: readonly string[], others: readonly string[]): readonly string[] => {
  const known = new Set(others)
  return some.filter((one) => !known.has(one))
}

const some = (all: readonly string[]): string =>
  all.length > 3 ? `${all.slice(0, 3).join(', ')} and ${all.length - 3} more` : all.join(', ')

/** Every row of the input is in the plan once for each directory, and in exactly one of results and errors. */
const faultsOfFiles = ({ id, request: { file, vendors }, plan, results, errors }: PlayedJob): readonly string[] => {
  const placesOf = (rows: readonly CsvRow[]): readonly string[] =>
    rows.map((row) => keyOf(row['source_file'], row['source_line'], row['directory'])).sort()
  const planned = placesOf(plan)
  const attached = plan.filter((row) => row['source_file'] === file?.name).length
  const wanted = (file?.rows ?? 0) * vendors.length
  return [
    ...(file === undefined || attached === wanted
      ? []
      : [`${id}: the plan has ${attached} of the ${wanted} rows that ${file.name} makes`]),
    ...(planned.length === new Set(planned).size ? [] : [`${id}: a row is in the plan twice`]),
    ...(isSame(planned, placesOf([...results, ...errors])) ? [] : [`${id}: a row came back in no file, or in two`]),
  ]
}

/** Account by account: whoever is not meant is as before, whoever is meant is as the deeds make them. */
export const faultsOfEnd = (
  before: Clouds,
  meant: readonly Deed[],
  after: Clouds,
  vendors: readonly Vendor[] = VENDORS,
): readonly string[] => {
  const wanted = afterDeeds(before, meant)
  return vendors.flatMap((vendor) => {
    const wrong = differences(wanted[vendor], after[vendor])
    return wrong.length === 0 ? [] : [`${VENDOR_NAMES[vendor]} does not end as the plan said: ${some(wrong)}`]
  })
}

const differences = (wanted: ReadonlyMap<string, Account>, found: ReadonlyMap<string, Account>): readonly string[] =>
  [...new Set([...wanted.keys(), ...found.keys()])].flatMap((id) => {
    const [one, other] = [wanted.get(id), found.get(id)]
    if (one === undefined) return [`${id} should be gone`]
    if (other === undefined) return [`${id} is gone`]
    const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
    const wrong = names.filter((name) => !isSame(one[name], other[name]))
    return wrong.length === 0 ? [] : [`${id} has another ${wrong.join(', ')}`]
  })

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
