/** Webex's public ids: base64url of `ciscospark://us/<KIND>/<inner id>`. See "Webex ids" in the vendor's basics page. */

export type IdKind = 'PEOPLE' | 'ORGANIZATION' | 'ROLE' | 'LICENSE' | 'LOCATION'

export const publicId = (kind: IdKind, inner: string): string =>
  Buffer.from(`ciscospark://us/${kind}/${inner}`, 'utf8').toString('base64url')

/** The inner id; undefined when the text is no public id of that kind. Standard base64 with padding is accepted too. */
export function innerId(kind: IdKind, id: string): string | undefined {
  const text = Buffer.from(id, 'base64').toString('utf8')
  const match = /^ciscospark:\/\/[^/]+\/([A-Z_]+)\/(.+)$/.exec(text)
  return match?.[1] === kind ? match[2] : undefined
}
