/**
 * Reads what a service says about when to come back. Headers seen in the wild include `rand(30),add(30)`
 * (WebexPythonSDK, tests/test_restsession.py), so anything that is not plainly a time counts as not said.
 */

/** Milliseconds to wait, at least 0; undefined when the header says nothing usable. RFC 9110, section 10.2.3. */
export const parseRetryAfter = (header: string | undefined, now: Date): number | undefined => {
  if (header === undefined) return undefined
  const text = header.trim()
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000)
  if (!/^[A-Za-z]{3},? /.test(text)) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime())
}
