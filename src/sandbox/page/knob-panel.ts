/**
 * The knobs as the page names them, turned into what the emulated clouds know: faults of the bot's calls, limits, and credentials
 * that have ended. Tells when somebody turned one, and when a fault that strikes once has struck.
 */
import { z } from 'zod'
import type { EveryVendor } from '../every-vendor.ts'
import { expire, renew } from './credentials.ts'
import { nameOfNext, settingsOf } from './knob-rules.ts'
import type { KnobBoard, KnobChange, Vendor, VendorKnobs } from './protocol.ts'
import { VENDORS } from './vendors.ts'

const vendorChange = z
  .strictObject({
    isDown: z.boolean(),
    isTokenExpired: z.boolean(),
    nextChange: z.enum(['right', 'refused', 'limited', 'lost']),
  })
  .partial()

export const knobChange = z.strictObject({
  latencyMs: z.number().int().min(0).max(5_000).optional(),
  callsPerMinute: z.number().int().min(0).max(10_000).optional(),
  chat: z.strictObject({ isDown: z.boolean() }).partial().optional(),
  vendors: z
    .strictObject({ webex: vendorChange, okta: vendorChange, bevy: vendorChange, aac: vendorChange })
    .partial()
    .optional(),
}) as z.ZodType<KnobChange>

export const knobRefusal = (error: z.ZodError): string =>
  `Turning a knob: ${z.prettifyError(error).replaceAll('\n', ' ')}. Nothing was turned.`

const OFF: VendorKnobs = { isDown: false, isTokenExpired: false, nextChange: 'right' }
const ALL_OFF: KnobBoard = {
  latencyMs: 0,
  callsPerMinute: 0,
  chat: { isDown: false },
  vendors: { webex: OFF, okta: OFF, bevy: OFF, aac: OFF },
}

export class KnobPanel {
  readonly #cloud: EveryVendor
  readonly #onChange: () => void
  #board: KnobBoard = ALL_OFF

  constructor(cloud: EveryVendor, onChange: () => void) {
    this.#cloud = cloud
    this.#onChange = onChange
    cloud.traffic.subscribe(({ fault }) => {
      if (fault !== undefined && this.#noteStruck()) onChange()
    })
  }

  get board(): KnobBoard {
    return this.#board
  }

  turn(change: KnobChange): void {
    // One that has struck, of a call that is not over yet, must not be set once more.
    this.#noteStruck()
    this.#put(afterTurn(this.#board, change))
  }

  reset(): void {
    this.#put(ALL_OFF)
  }

  #put(board: KnobBoard): void {
    const before = this.#board
    this.#board = board
    this.#cloud.knobs.set(settingsOf(board, this.#cloud))
    if (before.callsPerMinute !== board.callsPerMinute) this.#limit(board.callsPerMinute)
    for (const vendor of VENDORS) {
      const [was, is] = [before.vendors[vendor].isTokenExpired, board.vendors[vendor].isTokenExpired]
      if (was !== is) (is ? expire : renew)(this.#cloud, vendor)
    }
    this.#onChange()
  }

  /** These two announce what is left with every answer; the others say no when it is too much, which is a rule. */
  #limit(callsPerMinute: number): void {
    const most = callsPerMinute === 0 ? undefined : callsPerMinute
    this.#cloud.okta.limits.limitTo(most)
    this.#cloud.aac.limitTo(most)
  }

  /** Whether there was one. */
  #noteStruck(): boolean {
    const { rules = [] } = this.#cloud.knobs.settings
    const struck = VENDORS.filter((vendor) =>
      rules.some(({ name, times }) => name === nameOfNext(vendor) && times === 0),
    )
    if (struck.every((vendor) => this.#board.vendors[vendor].nextChange === 'right')) return false
    for (const vendor of struck) this.#board = withVendor(this.#board, vendor, { nextChange: 'right' })
    return true
  }
}

/** Pure. */
const afterTurn = (board: KnobBoard, { vendors = {}, chat, ...rest }: KnobChange): KnobBoard =>
  VENDORS.reduce((turned, vendor) => withVendor(turned, vendor, vendors[vendor]), {
    ...board,
    ...rest,
    chat: { ...board.chat, ...chat },
  })

const withVendor = (board: KnobBoard, vendor: Vendor, change: Partial<VendorKnobs> = {}): KnobBoard => ({
  ...board,
  vendors: { ...board.vendors, [vendor]: { ...board.vendors[vendor], ...change } },
})
