/** An append-only file of lines: what a journal and the audit log stand on. One handle a file. */
export interface LineFile {
  /** For messages. */
  readonly path: string
  /** The lines that are in the file now, in order. Yields to the event loop between pieces of the file. */
  read(): AsyncIterable<FoundLine>
  /** The same, those of a piece of the file together: to wait for each line costs more than most of what is done with it. */
  pieces(): AsyncIterable<readonly FoundLine[]>
  /**
   * Cuts everything after the first `bytes` bytes off, durably. For a torn last line, before the first `append`, and for what an
   * `append` that rejected may have left: from then on lines are taken again.
   */
  cutTo(bytes: number): Promise<void>
  /**
   * Resolves when the lines are fsynced; calls that wait together share one write and one fsync, in the order of the calls.
   * After a write went wrong nobody knows how much of it is on the disk: every later call rejects until the file is opened anew or cut.
   */
  append(lines: readonly string[]): Promise<void>
  /** Waits for what is under way. */
  close(): Promise<void>
}

export interface FoundLine {
  /** Without the newline. */
  readonly bytes: Uint8Array
  /** Where the line ends in the file, newline included. */
  readonly end: number
  /** False for a last line without a newline: torn in mid-write, or damaged. */
  readonly isEnded: boolean
}
