/**
 * `npm run sandbox`: starts the emulated clouds of every vendor and says where they are and with which tokens they are used.
 * These tokens open nothing but this emulation.
 */
import { PERSONAS } from './administration/personas.ts'
import { readCommandLine, USAGE } from './command-line.ts'
import { type EveryVendor, environmentOfEvery, startEveryVendor } from './every-vendor.ts'

const options = readCommandLine(process.argv.slice(2))
if (options) {
  const sandbox = await startEveryVendor(options)
  process.stdout.write(welcome(sandbox))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close())
} else {
  process.stdout.write(`${USAGE}\n`)
}

function welcome(sandbox: EveryVendor): string {
  const { url, apiUrl, roomId, administration } = sandbox
  const { organisation, tokens } = administration
  const people = PERSONAS.map((persona) => {
    const { displayName, emails } = organisation.persona(persona)
    return `  ${persona.padEnd(12)}${tokens.of(persona)}  ${displayName} <${emails[0]?.value}>`
  })
  return `${[
    `The sandbox listens at ${url}. It is Webex, Okta, Bevy and Alteryx in a small way, and none of them.`,
    '',
    'What a bot needs in its environment to live in it, e.g. as its .env:',
    ...Object.entries(environmentOfEvery(sandbox)).map(([name, value]) => `  ${name}=${value}`),
    '',
    'Tokens of people in Webex:',
    ...people,
    '',
    `Room "Leavers": ${roomId}`,
    '',
    'Ask the bot for something as Alma, read its answers, and turn the knobs:',
    `  curl -H 'Authorization: Bearer ${tokens.of('alma')}' -F roomId=${roomId} \\`,
    `    --form-string 'markdown=<@personEmail:${organisation.persona('bot').emails[0]?.value}> delete webex,okta' -F files=@leavers.csv ${apiUrl}/messages`,
    `  curl -H 'Authorization: Bearer ${tokens.of('alma')}' '${apiUrl}/messages?roomId=${roomId}'`,
    `  curl -X PUT -H 'Content-Type: application/json' -d '{"latencyMs":200}' ${url}/sandbox/knobs`,
    '',
    'Look at the other vendors as the bot does:',
    `  curl -H 'Authorization: SSWS ${sandbox.okta.tokens.first}' '${url}/okta/api/v1/users?limit=2'`,
    `  curl -H 'Authorization: Token ${sandbox.bevy.key}' '${url}/bevy/api/user/?page_size=2'`,
    'Alteryx takes a refresh token once and answers with the next: whoever tries this one by hand takes it from the bot.',
  ].join('\n')}\n`
}
