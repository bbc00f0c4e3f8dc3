/**
 * The service catalogue, the metrics sink and the conversation service: what the JavaScript SDK asks of Webex's inner
 * services before it opens a websocket. Documented nowhere; the shapes are what SDK 2.4 and 3.12 accept.
 */
import express from 'express'
import { originOf } from './caller.ts'

export function catalogRouter(): express.Router {
  const router = express.Router()

  /** Asked without a token, to find out where an organisation lives. */
  router.get('/u2c/api/v1/limited/catalog', (_req, res) => {
    res.json({ serviceLinks: {}, hostCatalog: {} })
  })

  router.get('/u2c/api/v1/catalog', (req, res) => {
    res.json(catalogFor(originOf(req)))
  })

  router.post('/metrics/api/v1/clientmetrics', (_req, res) => {
    res.status(204).end()
  })

  router.all('/conversation/api/v1/{*rest}', (_req, res) => {
    res.json({})
  })

  return router
}

/** SDK 2.4 looks its host up without the port, 3.12 with it. The id says which cluster the public ids belong to. */
function catalogFor(origin: string): object {
  const { hostname, host } = new URL(origin)
  const entry = [{ host: hostname, ttl: -1, priority: 1, id: 'urn:TEAM:us-east-2_a:conversation' }]
  const link = (service: string) => `${origin}/${service}/api/v1`
  return {
    serviceLinks: {
      wdm: link('wdm'),
      conversation: link('conversation'),
      metrics: link('metrics'),
      hydra: `${origin}/v1`,
    },
    hostCatalog: { [hostname]: entry, [host]: entry },
  }
}
