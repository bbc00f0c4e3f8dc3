/**
 * Reads what a service says about when to come back. Headers seen in the wild include `rand(30),add(30)`
 * (WebexPythonSDK, tests/test_restsession.py), so anything that is not plainly a time counts as not said.
 */

/** The one form that services write today. Others have no zone, and would be read in that of this machine. RFC 9110, section 5.6.7. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** Milliseconds to wait, at least 0; undefined when the header says nothing usable. RFC 9110, section 10.2.3. */
export const parseRetryAfter = (header: string | undefined, now: Date): number | undefined => {
  if (header === undefined) return undefined
  const text = header.trim()
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000)
  if (!HTTP_DATE.test(text)) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime())
}
