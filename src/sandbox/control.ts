/**
 * `/sandbox/…`: what a person turns by hand, with curl or on the page. Needs no token and is of no vendor.
 */
import express from 'express'
import { z } from 'zod'
import { type Knobs, knobSettings } from './knobs.ts'
import { messageOf } from './messaging/contents.ts'
import type { Messaging } from './messaging/messaging.ts'
import { badRequest } from './messaging/vendor-error.ts'
import { type Traffic, toLine } from './traffic.ts'

const scan = z.union([
  z.strictObject({ state: z.enum(['clean', 'infected', 'unscannable']) }),
  z.strictObject({
    state: z.literal('scanning'),
    times: z.number().int().min(1).default(1),
    retryAfterSeconds: z.number().min(0).default(1),
  }),
])
/** The codes that a server may send, and 1006 for a connection that is cut. */
const drop = z.strictObject({ code: z.number().int().min(1000).max(4999).default(1006), reason: z.string().optional() })

export function controlRouter(knobs: Knobs, traffic: Traffic, { mercury, spaces }: Messaging): express.Router {
  const router = express.Router()

  router
    .route('/knobs')
    .get((_req, res) => {
      res.json(knobs.settings)
    })
    .put((req, res) => {
      knobs.set(read(knobSettings, req.body))
      res.json(knobs.settings)
    })
    .delete((_req, res) => {
      knobs.reset()
      res.status(204).end()
    })

  router
    .route('/traffic')
    .get((_req, res) => {
      res.type('application/x-ndjson').send(traffic.calls.map((call) => `${toLine(call)}\n`).join(''))
    })
    .delete((_req, res) => {
      traffic.clear()
      res.status(204).end()
    })

  router.post('/websocket/drop', (req, res) => {
    const { code, reason } = read(drop, req.body ?? {})
    mercury.drop(code, reason)
    res.status(204).end()
  })

  /** What the scanner says of files from now on. */
  router.put('/scan', (req, res) => {
    spaces.scanOfNewFiles = read(scan, req.body)
    res.status(204).end()
  })

  /** What it says of a file that is there already. */
  router.put('/contents/:contentId/scan', (req, res) => {
    spaces.setScan(messageOf(req.params.contentId) ?? '', read(scan, req.body))
    res.status(204).end()
  })

  return router
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body)
  if (read.success) return read.data
  throw badRequest(z.prettifyError(read.error))
}
