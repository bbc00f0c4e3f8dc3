/** What the form asks for, under the names of `.env`, and where a newcomer finds each. */

export interface FieldText {
  readonly name: string
  readonly label: string
  readonly hint: string
  /** Never shown while it is typed. */
  readonly isSecret?: true
  readonly isOptional?: true
  /** What stands there at first. */
  readonly initial?: string
}

export const BOT: FieldText = {
  name: 'WEBEX_ACCESS_TOKEN',
  label: 'Bot token',
  hint: 'At developer.webex.com: My Webex Apps, Create a New App, Bot. Make it in the organisation of the people who use it. The token is shown once.',
  isSecret: true,
}

export const SERVICE_APP: readonly FieldText[] = [
  {
    name: 'WEBEX_ADMIN_CLIENT_ID',
    label: 'Client ID',
    hint: 'At developer.webex.com: My Webex Apps, Create a New App, Service App, with the scopes below.',
  },
  {
    name: 'WEBEX_ADMIN_CLIENT_SECRET',
    label: 'Client secret',
    hint: 'Shown once when the app is made; its page gives a new one.',
    isSecret: true,
  },
  {
    name: 'WEBEX_ADMIN_REFRESH_TOKEN',
    label: 'Refresh token',
    hint: "First a full administrator authorises the app in Control Hub, under Apps, Service Apps. Then the app's page gives the tokens for that organisation.",
    isSecret: true,
  },
]

export const TOKEN: readonly FieldText[] = [
  {
    name: 'WEBEX_ADMIN_TOKEN',
    label: 'Admin token',
    hint: 'Of an administrator: the personal access token at developer.webex.com, under Documentation, Getting Started.',
    isSecret: true,
  },
  {
    name: 'WEBEX_ADMIN_TOKEN_LIFE',
    label: 'How long it lives',
    hint: 'A personal token: 12h. A number and s, m, h or d.',
    initial: '12h',
  },
]

export const PEOPLE: readonly FieldText[] = [
  {
    name: 'REQUESTERS',
    label: 'Who may ask for changes',
    hint: 'E-mail addresses with commas between them, each the first one of an account.',
  },
  {
    name: 'APPROVERS',
    label: 'Who may approve them',
    hint: 'Nobody approves a request of their own. Empty: whoever may ask.',
    isOptional: true,
  },
]

/** What manifest.json asks of the admin credential. */
export const ADMIN_SCOPES = [
  'identity:people_read',
  'identity:people_rw',
  'spark-admin:people_read',
  'spark-admin:people_write',
  'spark-admin:roles_read',
  'spark-admin:licenses_read',
  'spark-admin:organizations_read',
] as const
