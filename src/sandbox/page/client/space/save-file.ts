/** Hands a file to the browser's downloads. */
import type { Download } from '../webex.ts'

export const saveFile = ({ name, bytes }: Download): void => {
  const address = URL.createObjectURL(bytes)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has taken the bytes over by the next turn.
  setTimeout(() => URL.revokeObjectURL(address))
}
