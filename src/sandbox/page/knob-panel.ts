/** The knobs as the page names them, turned into the faults that the emulated clouds know. */
import { z } from 'zod'
import type { EveryVendor } from '../every-vendor.ts'
import type { KnobBoard, KnobChange, VendorKnobs } from './protocol.ts'

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
  vendors: z
    .strictObject({ webex: vendorChange, okta: vendorChange, bevy: vendorChange, aac: vendorChange })
    .partial()
    .optional(),
}) as z.ZodType<KnobChange>

const OFF: VendorKnobs = { isDown: false, isTokenExpired: false, nextChange: 'right' }
const ALL_OFF: KnobBoard = { latencyMs: 0, callsPerMinute: 0, vendors: { webex: OFF, okta: OFF, bevy: OFF, aac: OFF } }

export class KnobPanel {
  readonly #cloud: EveryVendor
  #board: KnobBoard = ALL_OFF

  constructor(cloud: EveryVendor) {
    this.#cloud = cloud
  }

  get board(): KnobBoard {
    return this.#board
  }

  turn({ latencyMs, callsPerMinute }: KnobChange): void {
    this.#board = {
      ...this.#board,
      ...(latencyMs !== undefined && { latencyMs }),
      ...(callsPerMinute !== undefined && { callsPerMinute }),
    }
    this.#cloud.knobs.set({ latencyMs: this.#board.latencyMs })
  }

  reset(): void {
    this.#board = ALL_OFF
    this.#cloud.knobs.reset()
  }
}
