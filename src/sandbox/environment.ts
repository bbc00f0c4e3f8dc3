/** What a bot needs in its environment to live in the emulated cloud: the names are those of `.env.example`. */
import type { WebexSandbox } from './webex.ts'

export type Environment = Readonly<Record<string, string>>

export const environmentOf = ({ apiUrl, u2cUrl, url, administration }: WebexSandbox): Environment => {
  const { tokens, organisation } = administration
  const addressOf = (name: 'alma' | 'ben' | 'cleo'): string => organisation.persona(name).emails[0]?.value ?? ''
  return {
    WEBEX_ACCESS_TOKEN: tokens.of('bot'),
    WEBEX_API_URL: apiUrl,
    WEBEX_U2C_URL: u2cUrl,
    WEBEX_SCIM_URL: `${url}/identity/scim`,
    WEBEX_ADMIN_TOKEN: tokens.of('serviceApp'),
    WEBEX_ADMIN_TOKEN_LIFE: '14d',
    REQUESTERS: addressOf('alma'),
    APPROVERS: `${addressOf('ben')},${addressOf('cleo')}`,
  }
}
