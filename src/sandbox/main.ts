/**
 * `npm run sandbox`: starts the emulated cloud and says where it is and with which tokens it is used. Its tokens open
 * nothing but this emulation.
 */
import { PERSONAS } from './administration/personas.ts'
import { readCommandLine, USAGE } from './command-line.ts'
import { startWebex, type WebexSandbox } from './webex.ts'

const options = readCommandLine(process.argv.slice(2))
if (options) {
  const sandbox = await startWebex(options)
  process.stdout.write(welcome(sandbox))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close())
} else {
  process.stdout.write(`${USAGE}\n`)
}

function welcome({ url, apiUrl, u2cUrl, roomId, administration }: WebexSandbox): string {
  const { organisation, tokens } = administration
  const people = PERSONAS.map((persona) => {
    const { displayName, emails } = organisation.persona(persona)
    return `  ${persona.padEnd(12)}${tokens.of(persona)}  ${displayName} <${emails[0]?.value}>`
  })
  return `${[
    `The sandbox listens at ${url}. It is not Webex.`,
    '',
    `  WEBEX_API_URL=${apiUrl}`,
    `  WEBEX_U2C_URL=${u2cUrl}`,
    '',
    'Tokens:',
    ...people,
    '',
    `Room "Leavers": ${roomId}`,
    '',
    'Ask the bot for something as Alma, read its answers, and turn the knobs:',
    `  curl -H 'Authorization: Bearer ${tokens.of('alma')}' -F roomId=${roomId} \\`,
    `    --form-string 'markdown=<@personEmail:${organisation.persona('bot').emails[0]?.value}> delete' -F files=@leavers.csv ${apiUrl}/messages`,
    `  curl -H 'Authorization: Bearer ${tokens.of('alma')}' '${apiUrl}/messages?roomId=${roomId}'`,
    `  curl -X PUT -H 'Content-Type: application/json' -d '{"latencyMs":200}' ${url}/sandbox/knobs`,
  ].join('\n')}\n`
}
