/** What the knobs are called, and what one will see when one is turned. Pure. */
import type { KnobBoard, KnobChange, NextChange, Vendor, VendorKnobs } from '../../protocol.ts'

export const VENDOR_TITLES: Readonly<Record<Vendor, string>> = {
  webex: 'Webex',
  okta: 'Okta',
  bevy: 'Bevy',
  aac: 'Alteryx',
}
export const VENDORS = Object.keys(VENDOR_TITLES) as readonly Vendor[]

const AS_DOCUMENTED: VendorKnobs = { isDown: false, isTokenExpired: false, nextChange: 'right' }

/** Back to how the vendors document it. */
export const ALL_OFF: KnobChange = {
  latencyMs: 0,
  callsPerMinute: 0,
  chat: { isDown: false },
  vendors: { webex: AS_DOCUMENTED, okta: AS_DOCUMENTED, bevy: AS_DOCUMENTED, aac: AS_DOCUMENTED },
}

/** How many knobs are turned. */
export const turnedCount = ({ latencyMs, callsPerMinute, chat, vendors }: KnobBoard): number =>
  [latencyMs > 0, callsPerMinute > 0, chat.isDown, ...VENDORS.flatMap((vendor) => turnedOf(vendors[vendor]))].filter(
    Boolean,
  ).length

const turnedOf = ({ isDown, isTokenExpired, nextChange }: VendorKnobs): readonly boolean[] => [
  isDown,
  isTokenExpired,
  nextChange !== 'right',
]

const NEXT_SHORT: Readonly<Record<NextChange, string>> = {
  right: '',
  refused: 'next change refused',
  limited: 'next change limited',
  lost: 'next answer lost',
}

/** E.g. `down, next answer lost`. */
export const vendorWords = ({ isDown, isTokenExpired, nextChange }: VendorKnobs): string => {
  const turned = [isDown ? 'down' : '', isTokenExpired ? 'credential expired' : '', NEXT_SHORT[nextChange]]
  return turned.filter((word) => word !== '').join(', ') || 'as documented'
}

export const latencyWords = (ms: number): string => {
  if (ms === 0) return 'none'
  return ms < 1000 ? `${ms} ms on each call` : `${ms / 1000} s on each call`
}

export const CALLS_PER_MINUTE: readonly number[] = [0, 300, 60, 20]

export const callsWords = (calls: number): string => (calls === 0 ? "the vendor's own limit" : `${calls} a minute`)

export const callsHint = (calls: number): string =>
  calls === 0
    ? 'The bot keeps to what each vendor documents.'
    : 'The bot slows down where the vendor announces its limit, else it is answered 429 and waits as long as it is told.'

export const CHAT_HINT =
  "The bot's messages are answered 503, yours pass. A run goes on, and what the bot owes you comes when this is off again."

export const downHint = (vendor: Vendor): string =>
  vendor === 'webex'
    ? 'What administers users answers 503, messages pass. The job tries for some seconds, then pauses and says so; resume it when Webex is up.'
    : `${VENDOR_TITLES[vendor]} answers 503. The job tries for some seconds, then pauses and says so; resume it when ${VENDOR_TITLES[vendor]} is up.`

export const expiredHint = (vendor: Vendor): string =>
  `${VENDOR_TITLES[vendor]} answers 401. The job pauses at once and asks for an operator; turn this off, then resume it.`

export const NEXT_CHANGES: readonly (readonly [NextChange, string])[] = [
  ['right', 'goes right'],
  ['refused', 'is refused: 500'],
  ['limited', 'is too much: 429'],
  ['lost', 'is done, its answer lost'],
]

export const nextHint = (next: NextChange, vendor: Vendor): string => {
  if (next === 'lost' && vendor === 'bevy')
    return 'It is made, and the line is cut. Bevy cannot tell whether it was, so the job pauses and leaves that one to you.'
  return NEXT_HINTS[next]
}

const NEXT_HINTS: Readonly<Record<NextChange, string>> = {
  right: 'Choose what goes wrong once, in the next run.',
  refused: 'Nothing is done. The bot looks first, then tries again, and the job ends well.',
  limited: 'Nothing is done. The bot waits the 5 seconds that it is told, and goes on.',
  lost: 'It is made, and the line is cut. The bot looks the user up instead of doing it twice.',
}
