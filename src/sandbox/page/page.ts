/**
 * What the sandbox serves to a browser: the page, what it begins with, what happens, and the handles to turn. It stands in front of
 * the emulated clouds on the same address, and is of no vendor; the page speaks to the emulated Webex itself.
 */
import express from 'express'
import { primaryEmail } from '../administration/user.ts'
import type { EveryVendor } from '../every-vendor.ts'
import { messageIdOf, personIdOf } from '../messaging/hydra-id.ts'
import { assetsRouter, securityHeaders } from './assets.ts'
import type { BotProcess } from './bot-process.ts'
import { COMMANDS } from './commands.ts'
import { type Connect, connectRouter } from './connect.ts'
import { directoryChanges, directoryView } from './directory-view.ts'
import type { Events } from './events.ts'
import { KnobPanel, knobChange, knobRefusal } from './knob-panel.ts'
import { PAGE_PERSONAS } from './page-personas.ts'
import type { Member, PageState, Persona } from './protocol.ts'
import { sampleContent, samples } from './samples.ts'
import type { Sessions } from './sessions.ts'
import { VENDORS } from './vendors.ts'

export interface PageOptions {
  readonly cloud: EveryVendor
  readonly sessions: Sessions
  readonly bot: BotProcess
  readonly events: Events
  /** Everything as at the start, the bot's memory too. */
  readonly reset: () => Promise<void>
  readonly connect: Connect
  /** Where the compiler put the scripts; beside the compiled server when absent. */
  readonly clientDir?: string
}

export const pageRouter = (options: PageOptions): express.Router => {
  const { cloud, sessions, events } = options
  const knobs = new KnobPanel(cloud, () => events.tell({ kind: 'knobs', knobs: knobs.board }))
  cloud.spaces.subscribe((event) => {
    if (event.kind === 'message-created' || event.kind === 'message-updated')
      events.tell({ kind: 'message', id: messageIdOf(event.message.uuid) })
    if (event.kind === 'message-deleted') events.tell({ kind: 'message-deleted', id: messageIdOf(event.message.uuid) })
  })
  directoryChanges(cloud, (vendor) => events.tell({ kind: 'directory', vendor }))
  const router = express.Router()
  const page = express.Router()
  page.use(securityHeaders)
  page.get('/', sessions.enter)
  page.use(assetsRouter(sessions, options.clientDir))
  page.use('/page', sessions.onlyPage, express.json({ limit: '100kb' }), calls(options, knobs))
  page.use(answerUnreadable)
  router.use(sessions.onlyLocal)
  // Only its own paths: what is of the vendors is answered by their emulations, whoever asks.
  router.use((req, _res, next) => next(req.path === '/' || req.path.startsWith('/page/') ? undefined : 'router'), page)
  return router
}

/** A parser's own words quote what it could not read, which may be a secret. */
const answerUnreadable: express.ErrorRequestHandler = (error: { readonly status?: number }, _req, res, next) => {
  if (res.headersSent) return next(error)
  const status = error.status ?? 500
  res
    .status(status)
    .json({ error: status < 500 ? 'The request could not be read.' : "The page's server had an accident." })
}

const calls = ({ cloud, bot, events, reset, connect }: PageOptions, knobs: KnobPanel): express.Router => {
  const router = express.Router()
  router.get('/state', (_req, res) => void res.json(stateOf(cloud, bot, knobs)))
  router.get('/events', events.handler)
  router.get('/directories/:vendor', (req, res) => {
    const vendor = VENDORS.find((name) => name === req.params.vendor)
    if (vendor) res.json(directoryView(cloud, vendor))
    else res.status(404).json({ error: `There is no directory "${req.params.vendor}" here.` })
  })
  router.get('/samples/:name', (req, res) => {
    const content = sampleContent(cloud, req.params.name)
    if (content === undefined) res.status(404).json({ error: `There is no sample "${req.params.name}".` })
    else res.type('text/csv').send(content)
  })
  router.patch('/knobs', (req, res) => {
    const change = knobChange.safeParse(req.body)
    if (!change.success) return void res.status(400).json({ error: knobRefusal(change.error) })
    knobs.turn(change.data)
    res.json(knobs.board)
  })
  router.post('/bot/kill', async (_req, res) => {
    await bot.kill()
    res.json(bot.state)
  })
  router.post('/bot/start', async (_req, res) => {
    await bot.start()
    res.json(bot.state)
  })
  router.post('/reset', async (_req, res) => {
    knobs.reset()
    await reset()
    events.tell({ kind: 'reset' })
    res.status(204).end()
  })
  router.use('/connect', connectRouter(connect))
  router.use((_req, res) => void res.status(404).json({ error: 'There is nothing here.' }))
  return router
}

const stateOf = (cloud: EveryVendor, bot: BotProcess, knobs: KnobPanel): PageState => ({
  room: { id: cloud.roomId, title: 'Leavers' },
  bot: memberOf(cloud, 'bot'),
  personas: PAGE_PERSONAS.map(({ key, role }): Persona => {
    const token = cloud.administration.tokens.of(key)
    return { ...memberOf(cloud, key), key, role, token }
  }),
  process: bot.state,
  knobs: knobs.board,
  samples: samples(),
  commands: COMMANDS,
})

const memberOf = (
  { administration: { organisation } }: EveryVendor,
  key: 'bot' | (typeof PAGE_PERSONAS)[number]['key'],
): Member => {
  const user = organisation.persona(key)
  return { personId: personIdOf(user.uuid), name: user.displayName, email: primaryEmail(user) }
}
