/** What is said of a file before it is opened. Pure. */

const UNITS = ['bytes', 'KB', 'MB', 'GB'] as const

export const sizeWords = (bytes: number): string => {
  const step = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1)
  const value = bytes / 1000 ** step
  if (step === 0) return bytes === 1 ? '1 byte' : `${bytes} bytes`
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[step]}`
}

/** By its name first: browsers and spreadsheets disagree about the type of a CSV. */
export const isTable = (name: string, type: string): boolean =>
  /\.(?:csv|tsv|tab)$/i.test(name) || /^text\/(?:csv|tab-)/.test(type)

/** `CSV`, `ZIP`; by the name, or else by the type. */
export const kindWords = (name: string, type: string): string => {
  const [, ending] = /\.([\p{L}\p{N}]{1,8})$/u.exec(name) ?? []
  return (ending ?? type.split(/[/;]/)[1] ?? 'file').toUpperCase()
}
