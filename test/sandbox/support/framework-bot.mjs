// A bot of the real webex-node-bot-framework in a process of its own, because the SDK reads the addresses of the cloud
// from the environment once, when it is first imported. Answers `import` with a card in the thread and says on stdout,
// one line of JSON each, what it saw. With WEBHOOK_PORT it hears by webhook, else by websocket.
import { createServer } from 'node:http'
import Framework from 'webex-node-bot-framework'
import processEvent from 'webex-node-bot-framework/lib/process-event.js'

const say = (what, more = {}) => process.stdout.write(`${JSON.stringify({ what, ...more })}\n`)
process.on('unhandledRejection', (error) => say('unhandled', { message: String(error?.message ?? error) }))

const isByWebhook = process.env.BY_WEBHOOK === 'yes'
const server = createServer((req, res) => {
  const chunks = []
  req.on('data', (chunk) => chunks.push(chunk))
  req.on('end', () => {
    res.end()
    const body = Buffer.concat(chunks).toString()
    say('notice', { body, signature: req.headers['x-spark-signature'] })
    processEvent(framework, JSON.parse(body))
  })
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const webhookUrl = `http://127.0.0.1:${server.address().port}/hook`
const framework = new Framework({
  token: process.env.BOT_TOKEN,
  ...(isByWebhook && { webhookUrl, webhookSecret: 'hush' }),
})

const card = {
  type: 'AdaptiveCard',
  version: '1.3',
  body: [{ type: 'Input.Number', id: 'count' }],
  actions: [{ type: 'Action.Submit', title: 'Approve', data: { job: 'J-1' } }],
}
framework.hears('import', async (bot, trigger) => {
  const root = trigger.message.parentId ?? trigger.message.id
  say('heard', { text: trigger.text, email: trigger.person.emails[0], files: trigger.message.files?.length ?? 0 })
  const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }]
  const posted = await bot.reply(root, { markdown: 'Approve?', attachments })
  say('posted', { id: posted.id, parentId: posted.parentId })
})
framework.on('attachmentAction', (_bot, trigger) => {
  say('submitted', { inputs: trigger.attachmentAction.inputs, email: trigger.person.emails[0] })
})
framework.on('initialized', async () => {
  while (isByWebhook && !(framework.webhook?.id && framework.cardsWebhook?.id))
    await new Promise((resolve) => setImmediate(resolve))
  say('ready')
})
framework.on('spawn', (bot, _id, addedBy) => say('spawn', { title: bot.room.title, addedBy }))
framework.on('despawn', () => say('despawn'))
await framework.start()
