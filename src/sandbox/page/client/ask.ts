/** Asks this page's own address, and says in words when nobody answers: a browser says `Failed to fetch` and no more. */

/** Throws an `Error` when there is no answer; a refusal is an answer. */
export const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
  try {
    return await fetch(path, init)
  } catch (cause) {
    throw new Error('The sandbox does not answer. Look into the terminal where it runs.', { cause })
  }
}
