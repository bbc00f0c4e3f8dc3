import type { Gateway } from './chat/gateway.ts'
import { buildHttpApp, type HttpServer, listen, type ReadinessCheck } from './chat/http-server.ts'
import type { Config } from './config.ts'
import type { Metrics } from './metrics.ts'

/** Opens the one port: the webhook, health, readiness and metrics, and nothing else. Answers before the gateway is there. */
export const openHttp = (
  config: Config,
  metrics: Metrics,
  gateway: () => Gateway | undefined,
  readiness: readonly ReadinessCheck[],
): Promise<HttpServer> => {
  const chat: ReadinessCheck = {
    name: 'chat',
    check: () => {
      const state = gateway()?.state()
      return { isOk: state?.isConnected ?? false, words: state === undefined ? 'starting' : state.why || 'connected' }
    },
  }
  const webhook = config.webhook && {
    path: new URL(config.webhook.url).pathname,
    handle: async (...call: Parameters<Gateway['handleWebhook']>) => (await gateway()?.handleWebhook(...call)) ?? 503,
  }
  const app = buildHttpApp({
    checks: [chat, ...readiness],
    metrics: metrics.registry,
    ...(webhook === undefined ? {} : { webhook }),
  })
  return listen(app, config.http.host, config.http.port)
}
