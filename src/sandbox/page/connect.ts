/** The form by which a newcomer connects their own Webex. What is typed into it goes to the vendor and into `.env`, and nowhere else. */
import express, { type ErrorRequestHandler } from 'express'
import { z } from 'zod'
import type { ConnectAnswer, ConnectForm } from './protocol.ts'

/** What the bot itself says of settings; given by whoever starts the page, since the sandbox knows nothing of the bot. */
export interface Connect {
  check(form: ConnectForm): Promise<ConnectAnswer>
  save(form: ConnectForm): Promise<ConnectAnswer>
}

const connectForm = z.record(z.string(), z.string().max(20_000))

export const connectRouter = (connect: Connect): express.Router => {
  const router = express.Router()
  router.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store')
    next()
  })
  for (const step of ['check', 'save'] as const)
    router.post(`/${step}`, async (req, res) => {
      const form = connectForm.safeParse(req.body)
      if (form.success) res.json(await connect[step](form.data))
      else
        res.status(400).json({ error: 'The form could not be read: each field is text of at most 20,000 characters.' })
    })
  router.use(answerAccident)
  return router
}

/** The words of an accident may hold what was typed, so they are not passed on. */
const answerAccident: ErrorRequestHandler = (_error, _req, res, next) => {
  if (res.headersSent) return next()
  res
    .status(500)
    .json({ error: 'The check broke off, and nothing was saved. Try again; if it stays so, fill in .env by hand.' })
}
