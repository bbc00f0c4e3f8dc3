/** Serves an emulated Bevy site over real HTTP for one test, with a clock that the test turns. */
import type { AddressInfo } from 'node:net'
import express from 'express'
import { type BevyEmulation, type BevyOptions, bevy } from '../../../src/sandbox/bevy/bevy.ts'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
  readonly results: readonly Readonly<Record<string, unknown>>[]
}

export interface Served {
  readonly emulation: BevyEmulation
  call(method: string, path: string, key?: string): Promise<Reply>
  days(count: number): void
}

const DAY_MS = 86_400_000

export async function serving(options: BevyOptions, use: (served: Served) => Promise<void>): Promise<void> {
  let now = Date.parse('2026-05-04T12:00:00.000Z')
  const emulation = bevy({ size: 30, clock: () => new Date(now), ...options })
  const server = express().use(emulation.mount.path, emulation.mount.router).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const base = emulation.environment(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)['BEVY_URL']
  const call: Served['call'] = async (method, path, key = emulation.key) => {
    const headers = key === '' ? {} : { authorization: `Token ${key}` }
    const response = await fetch(`${base}${path}`, { method, headers, redirect: 'manual' })
    const text = await response.text()
    const body = (text === '' || response.status === 301 ? {} : JSON.parse(text)) as Reply['body']
    const results = Array.isArray(body['results']) ? (body['results'] as Reply['results']) : []
    return { status: response.status, headers: response.headers, body, results }
  }
  try {
    const days = (count: number): void => {
      now += count * DAY_MS
    }
    await use({ emulation, call, days })
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}
