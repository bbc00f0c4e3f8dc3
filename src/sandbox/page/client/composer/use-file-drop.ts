/** A file may be dropped anywhere onto what this belongs to; beside it nothing happens, where the browser would leave the page for the file. */
import { useEffect, useState } from 'preact/hooks'

export const useFileDrop = (onFiles: (files: readonly File[]) => void) => {
  /** Entering a child comes before leaving its parent. */
  const [depth, setDepth] = useState(0)
  useEffect(() => {
    for (const kind of ['dragover', 'drop'] as const) window.addEventListener(kind, keepOut)
    return () => {
      for (const kind of ['dragover', 'drop'] as const) window.removeEventListener(kind, keepOut)
    }
  }, [])
  const step = (by: number) => (event: DragEvent) => {
    if (hasFiles(event)) setDepth((now) => Math.max(0, now + by))
  }
  return {
    isOver: depth > 0,
    handlers: {
      onDragEnter: step(1),
      onDragLeave: step(-1),
      // Without it the browser would open the file.
      onDragOver: (event: DragEvent) => {
        if (hasFiles(event)) event.preventDefault()
      },
      onDrop: (event: DragEvent) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        setDepth(0)
        onFiles([...(event.dataTransfer?.files ?? [])])
      },
    },
  }
}

const keepOut = (event: DragEvent): void => {
  if (event.defaultPrevented || !event.dataTransfer || !hasFiles(event)) return
  event.preventDefault()
  event.dataTransfer.dropEffect = 'none'
}

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false
