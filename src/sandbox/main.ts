/** `npm run sandbox`: the emulated cloud alone, for a bot that is started elsewhere. */
import { parseArgs } from 'node:util'
import { openSandbox } from './open-sandbox.ts'

const HELP = `npm run sandbox -- [options]
  --port N         where to listen (default: 4010)
  --size N         people of the organisation (default: 250)
  --seed N         the same seed makes the same organisation (default: 1)
  --domain NAME    their mail domain (default: example.com)
  --traffic FILE   append every call as a line of JSON (default: SANDBOX_TRAFFIC)
  --knobs JSON     faults from the start, e.g. '{"latencyMs":200}'; later: PUT /sandbox/knobs
  --token-life S   seconds that an access token lives after a refresh`

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4010' },
    size: { type: 'string', default: '250' },
    seed: { type: 'string', default: '1' },
    domain: { type: 'string', default: 'example.com' },
    traffic: { type: 'string' },
    knobs: { type: 'string' },
    'token-life': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) {
  process.stdout.write(`${HELP}\n`)
} else {
  const trafficFile = values.traffic ?? process.env['SANDBOX_TRAFFIC']
  const sandbox = await openSandbox({
    port: Number(values.port),
    size: Number(values.size),
    seed: Number(values.seed),
    domain: values.domain,
    ...(trafficFile === undefined ? {} : { trafficFile }),
    ...(values.knobs === undefined ? {} : { knobs: JSON.parse(values.knobs) }),
    ...(values['token-life'] === undefined ? {} : { accessTokenLifeSeconds: Number(values['token-life']) }),
  })
  const settings = Object.entries(sandbox.environment).map(([name, value]) => `${name}=${value}`)
  process.stdout.write(
    `The sandbox listens at ${sandbox.url}. For the bot's .env:\n\n${settings.join('\n')}\n\nThe space: ${sandbox.roomId}\n`,
  )
  for (const name of ['alma', 'ben', 'cleo', 'dora', 'otto'] as const)
    process.stdout.write(`Token of ${name}: ${sandbox.tokens.of(name)}\n`)
}
