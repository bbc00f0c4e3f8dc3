/** Names of the files of a job: readable, harmless and each used once, because a row is found again by file name and line. */
import type { UploadedFile } from '../model/rows.ts'

const LONGEST = 120
const NOT_FOR_A_NAME = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

const clean = (name: string): string => {
  const readable = name.replace(NOT_FOR_A_NAME, '').replace(/\s+/g, ' ').trim()
  return [...readable].slice(0, LONGEST).join('').trim() || 'attachment'
}

const firstFree = (name: string, taken: ReadonlySet<string>): string => {
  if (!taken.has(name)) return name
  let number = 2
  while (taken.has(`${name} (${number})`)) number += 1
  return `${name} (${number})`
}

/** One name a file, in the order of the files: `users.csv`, `users.csv (2)`. */
export const nameFiles = (files: readonly UploadedFile[]): readonly string[] => {
  const taken = new Set<string>()
  for (const file of files) taken.add(firstFree(clean(file.name), taken))
  return [...taken]
}
