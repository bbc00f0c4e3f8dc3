import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BotWorld } from '../support/bot-world.ts'
import { heard } from '../support/bot-world.ts'
import {
  aboutOf,
  approve,
  ask,
  askFor,
  assertEachDeleteLookedFirst,
  assertEachRowOnce,
  assertOthersUnchanged,
  idsOf,
  inOkta,
  loginIn,
  loginsOf,
  oktaCalls,
  ordinaryIn,
  organisationOf,
  over,
  peopleWho,
  planOf,
  wordsOf,
} from '../support/okta-flow.ts'
import { newestJob, typed } from '../support/running-world.ts'

/** Nobody is left out of it, and it is attached as it comes. */
const report = (world: BotWorld) => ({
  name: 'password-health.csv',
  content: world.cloud().okta.passwordHealthReport(),
})

/** Whom the report names and the plan must not. */
const REASONS: Readonly<Record<string, string>> = {
  'okta.automation': 'credential-owner',
  'sofia.superior': 'admin',
  'oscar.organizer': 'admin',
  'hanna.helper': 'admin',
  'gita.grouped': 'admin',
  'alma.requester': 'self',
  'ben.approver': 'reviewer',
  'cleo.approver': 'reviewer',
  'dora.bystander': 'protected',
}

const protectingDora = { environment: { PROTECTED_USERS: 'dora.bystander@example.com' } }

const reasonOf = (login: string): string | undefined => REASONS[login.split('@')[0] ?? '']

describe('the Password Health report of Okta with the word delete', () => {
  it('is planned with the status and the steps of each person, and the reason for whoever is left alone', () =>
    inOkta(protectingDora, async (world) => {
      const people = organisationOf(world).users()
      const card = await ask(world, 'delete okta', report(world))
      const rows = await planOf(world)
      assert.equal(rows.length, people.length)
      const shown = new Map(rows.map((row) => [loginIn(row), row]))
      const counts = new Map<string, number>()
      for (const { id, status, profile } of people) {
        const row = shown.get(profile.login)
        const code = reasonOf(profile.login)
        const steps = status === 'DEPROVISIONED' ? '1 step: delete' : '2 steps: deactivate, delete'
        if (code === undefined) counts.set(status, (counts.get(status) ?? 0) + 1)
        assert.equal(row?.['user_id'], id)
        assert.deepEqual(
          [row['action'], code === undefined ? row['reason'] : row['reason']?.split(':')[0]],
          code === undefined ? ['delete', `${status}, ${steps}`] : ['skip', code],
          profile.login,
        )
      }
      assert.ok(counts.size >= 4, 'there are people of several statuses')
      for (const [status, count] of counts)
        assert.ok(
          wordsOf(card).includes(`${count} ${status} (${status === 'DEPROVISIONED' ? '' : 'deactivate, '}delete)`),
          `${count} ${status} in ${wordsOf(card)}`,
        )
      assert.match(wordsOf(card), /NO UNDO/)
    }))

  it('removes exactly the people of the plan, each after a look, and keeps what they had before', () =>
    inOkta(protectingDora, async (world) => {
      const organisation = organisationOf(world)
      const before = organisation.snapshot()
      const billing = organisation.persona('billing')
      const planned = before.users.filter(({ profile }) => reasonOf(profile.login) === undefined)
      const gone = planned.filter(({ id }) => id !== billing.id)
      const card = await ask(world, 'delete okta', report(world))
      const { id: job } = await newestJob(world.app())
      let keptAtFirstEffect: number | undefined
      organisation.onChanged(() => {
        keptAtFirstEffect ??= linesIn(join(world.dataDir, 'jobs', job, 'before.jsonl'))
      })
      await approve(world, card)
      await over(world)

      const { results, errors } = await assertEachRowOnce(world, loginsOf(before.users))
      assert.deepEqual(results.map(loginIn).sort(), [...loginsOf(gone)].sort())
      const contact = errors.find((row) => loginIn(row) === billing.profile.login)
      assert.match(contact?.['error_message'] ?? '', /the account is deactivated now, and not deleted$/)
      assert.deepEqual([...organisation.snapshot().deleted.map(({ id }) => id)].sort(), [...idsOf(gone)].sort())
      assertOthersUnchanged(world, before, idsOf(planned))
      assert.equal(organisation.user(billing.id)?.status, 'DEPROVISIONED')

      const calls = oktaCalls(world)
      assert.equal(assertEachDeleteLookedFirst(calls), planned.length)
      assert.ok(calls.every(({ url, status }) => !url.includes('api-tokens') && status !== 429))
      assert.ok(
        organisation.changes.every(({ mailed }) => !mailed),
        'nobody got a mail',
      )

      assert.equal(keptAtFirstEffect, planned.length)
      const firstEffect = calls.findIndex(({ method }) => method !== 'GET')
      const read = new Set(
        calls.slice(0, firstEffect).flatMap((call) => (isOf(call, '/groups') ? aboutOf(call).id : [])),
      )
      assert.deepEqual([...read].sort(), [...idsOf(planned)].sort())
    }))

  it('posts what each person had in groups, roles and apps', () =>
    inOkta({}, async (world) => {
      const organisation = organisationOf(world)
      const people = ordinaryIn(world).slice(0, 6)
      await approve(world, await askFor(world, 'delete okta', people))
      await over(world)
      const kept = await beforeFileOf(world)
      assert.deepEqual([...kept.keys()].sort(), [...idsOf(people)].sort())
      const { catalogue } = organisation
      for (const { id, status, profile, groupIds, appIds } of people) {
        const data = kept.get(id)
        const groups = [catalogue.everyone, ...catalogue.groups.filter((group) => groupIds.includes(group.id))]
        assert.deepEqual([data?.status, data?.profile['login'], data?.roles], [status, profile.login, []])
        assert.deepEqual(
          data?.groups.map(({ name }) => name),
          groups.map(({ name }) => name),
        )
        assert.deepEqual(
          data?.appLinks.map(({ appInstanceId }) => appInstanceId),
          catalogue.apps.filter((app) => appIds.includes(app.id)).map((app) => app.id),
        )
      }
      assert.ok(
        people.some(({ appIds }) => appIds.length > 0),
        'somebody has an app',
      )
    }))

  it('skips the owner of the API token, by the address as by the id, even where administrators may be planned', () =>
    inOkta({ environment: { ALLOW_ADMINS: 'yes' } }, async (world) => {
      const organisation = organisationOf(world)
      const { id, profile } = organisation.persona('owner')
      const people = ordinaryIn(world).slice(0, 2)
      const before = organisation.snapshot()
      for (const [column, value] of [
        ['login', profile.login.toUpperCase()],
        ['id', id],
      ] as const) {
        const rows = people.map((person) => (column === 'id' ? person.id : person.profile.login))
        const content = `${[column, ...rows, value].join('\n')}\n`
        await ask(world, 'delete okta', { name: 'leavers.csv', content })
        const plan = await planOf(world)
        assert.deepEqual(
          plan.map(({ action, reason }) => [action, reason?.split(/[:,]/)[0]]),
          [...people.map(({ status }) => ['delete', status]), ['skip', 'credential-owner']],
        )
      }
      assert.deepEqual(organisation.snapshot(), before)
      assert.ok(world.cloud().okta.tokens.has(world.cloud().okta.tokens.first))
    }))
})

describe('people of Okta who are deactivated', () => {
  it('are brought back by restore, and the card of each says what is lost', () =>
    inOkta({}, async (world) => {
      const organisation = organisationOf(world)
      const people = peopleWho(world, 'ACTIVE', 5)
      const before = organisation.snapshot()
      const card = await askFor(world, 'deactivate okta', people)
      assert.match(wordsOf(card), /app assignments, admin roles and the password are gone for good/)
      await approve(world, card)
      await over(world)
      assert.deepEqual(statusesOf(world, idsOf(people)), ['DEPROVISIONED'])
      assertOthersUnchanged(world, before, idsOf(people))
      assert.equal(assertEachDeleteLookedFirst(oktaCalls(world)), 0)
      assert.equal((await assertEachRowOnce(world, loginsOf(people))).errors.length, 0)
      assert.equal((await beforeFileOf(world)).size, 5)

      const back = await askFor(world, 'restore okta', people)
      assert.match(wordsOf(back), /sets a new password; app assignments and admin roles have to be given anew/)
      assert.match(wordsOf(back), /5 DEPROVISIONED \(activate\)/)
      await approve(world, back)
      await over(world)
      for (const { id, groupIds } of people) {
        const now = organisation.user(id)
        assert.ok(now?.status === 'ACTIVE' || now?.status === 'PROVISIONED')
        assert.deepEqual([now.groupIds, now.appIds], [groupIds, []], 'groups stay, apps are lost')
      }
      assertOthersUnchanged(world, before, idsOf(people))
    }))

  it('are brought back by undo after another approval, and nobody whom the job did not deactivate', () =>
    inOkta({}, async (world) => {
      const organisation = organisationOf(world)
      const [already, ...people] = peopleWho(world, 'ACTIVE', 4)
      assert.ok(already)
      const asked = await askFor(world, 'deactivate okta', [already, ...people])
      organisation.step('deactivate', already.id)
      await approve(world, asked)
      await over(world)
      const before = organisation.snapshot()
      const alma = world.client('alma')
      const seen = await alma.messages()
      await typed(world, 'alma', 'undo', /./)
      const card = await heard(alma, ({ attachments }) => (attachments?.length ?? 0) > 0, seen)
      assert.match(wordsOf(card), /Restore 3 users\?/)
      assert.deepEqual(organisation.snapshot(), before, 'nothing happens before the approval')
      await approve(world, card)
      await over(world)
      assert.ok(!statusesOf(world, idsOf(people)).includes('DEPROVISIONED'))
      assertOthersUnchanged(world, before, idsOf(people))
      assert.equal(organisation.user(already.id)?.status, 'DEPROVISIONED')
    }))
})

describe('people of Okta who get another address', () => {
  it('are renamed by a CSV of both addresses, and the rest of their profiles stays', () =>
    inOkta({}, async (world) => {
      const people = renamable(world).slice(0, 4)
      const [taken] = ordinaryIn(world).filter(({ id }) => !idsOf(people).includes(id))
      const rows = people.map(({ profile }, at) => [
        profile.login,
        at === 3 ? taken?.profile.login : `new.${at}@other.example`,
      ])
      const before = organisationOf(world).snapshot()
      const content = `old,new\n${rows.map((row) => row.join(',')).join('\n')}\n`
      await approve(world, await ask(world, 'rename okta', { name: 'addresses.csv', content }))
      await over(world)
      const renamed = people.slice(0, 3)
      assertRenamed(world, renamed, ({ no }) => `new.${no}@other.example`)
      assertOthersUnchanged(world, before, idsOf(renamed))
      assert.equal((await newestJob(world.app())).tally?.done, 3)
      assert.equal((await planOf(world))[3]?.['reason']?.split(':')[0], 'taken')
    }))

  it('are skipped in the dry run where they are deactivated, so that the run does not stand still at the first of them', () =>
    inOkta({}, async (world) => {
      const people = renamable(world).slice(0, 2)
      organisationOf(world).step('deactivate', people[0]?.id ?? '')
      const card = await askFor(world, 'rename okta --domain example.com=new.example', people)
      assert.match(wordsOf(card), /1 × not possible now/)
      const rows = await planOf(world)
      assert.match(rows[0]?.['reason'] ?? '', /^not-possible: Okta changes no address of a deactivated user; restore /)
      await approve(world, card)
      await over(world)
      assert.equal((await newestJob(world.app())).tally?.done, 1)
    }))

  it('are renamed by a change of domain, and undo gives the old addresses back', () =>
    inOkta({}, async (world) => {
      const people = renamable(world).slice(0, 3)
      const before = organisationOf(world).snapshot()
      const card = await askFor(world, 'rename okta --domain example.com=new.example', people)
      await approve(world, card)
      await over(world)
      assertRenamed(world, people, ({ login }) => login.replace('example.com', 'new.example'))
      assertOthersUnchanged(world, before, idsOf(people))
      const alma = world.client('alma')
      const seen = await alma.messages()
      await typed(world, 'alma', 'undo', /./)
      const back = await heard(alma, ({ attachments }) => (attachments?.length ?? 0) > 0, seen)
      await approve(world, back)
      await over(world)
      assertRenamed(world, people, ({ login }) => login)
    }))
})

interface Kept {
  readonly status: string
  readonly profile: Readonly<Record<string, unknown>>
  readonly groups: readonly { readonly name: string }[]
  readonly roles: readonly unknown[]
  readonly appLinks: readonly { readonly appInstanceId: string }[]
}

/** As it was posted in the thread; by id. */
const beforeFileOf = async (world: BotWorld): Promise<ReadonlyMap<string, Kept>> => {
  const { id } = await newestJob(world.app())
  const alma = world.client('alma')
  const posted = await heard(alma, ({ text, markdown, files }) => {
    return files !== undefined && (text ?? markdown ?? '').startsWith(`before-${id}`)
  })
  const { name, bytes } = await alma.file(posted.files?.[0] ?? '')
  assert.equal(name, `before-${id}.jsonl`)
  const entries = bytes
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { userId: string; data: Kept })
  return new Map(entries.map(({ userId, data }) => [userId, data]))
}

const linesIn = (path: string): number => readFileSync(path, 'utf8').trim().split('\n').length

const isOf = (call: Parameters<typeof aboutOf>[0], what: string): boolean => aboutOf(call).what === what

const statusesOf = (world: BotWorld, ids: readonly string[]): readonly string[] => [
  ...new Set(ids.map((id) => organisationOf(world).user(id)?.status ?? 'gone')),
]

/** Nobody whose address comes from elsewhere, or whose profile Okta leaves as it is. */
const renamable = (world: BotWorld) =>
  ordinaryIn(world).filter(({ provider, status }) => provider.type === 'OKTA' && status === 'ACTIVE')

const assertRenamed = (
  world: BotWorld,
  people: ReturnType<typeof ordinaryIn>,
  wanted: (old: { readonly no: number; readonly login: string }) => string,
): void => {
  for (const [no, { id, profile, ...others }] of people.entries()) {
    const address = wanted({ no, login: profile.login })
    const now = organisationOf(world).user(id)
    assert.deepEqual(now?.profile, { ...profile, login: address, email: address })
    assert.deepEqual([now.status, now.groupIds, now.appIds], [others.status, others.groupIds, others.appIds])
  }
}
