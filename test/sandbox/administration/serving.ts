/**
 * Serves an administration over real HTTP for one test and, where `SANDBOX_TRAFFIC` names a file, keeps a record of every call
 * in the shape that the check against the vendor's published documents reads.
 */
import { appendFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import express from 'express'
import {
  type Administration,
  type AdministrationOptions,
  administration,
} from '../../../src/sandbox/administration/administration.ts'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON, read by path: `reply.at('items', 0, 'id')`. */
  at(...path: readonly (string | number)[]): unknown
  list(...path: readonly (string | number)[]): readonly unknown[]
}

export interface Served {
  readonly cloud: Administration
  readonly base: string
  call(method: string, path: string, token?: string, body?: unknown): Promise<Reply>
}

const NOW = new Date('2026-05-04T12:00:00.000Z')

export async function serving(options: AdministrationOptions, use: (served: Served) => Promise<void>): Promise<void> {
  const cloud = administration({ size: 40, clock: () => NOW, ...options })
  const server = express().use(cloud.router).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const call: Served['call'] = (method, path, token = cloud.tokens.of('serviceApp'), body = undefined) =>
    request(base, method, path, token, body)
  try {
    await use({ cloud, base, call })
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}

async function request(base: string, method: string, path: string, token: string, body: unknown): Promise<Reply> {
  const isForm = body instanceof URLSearchParams
  const response = await fetch(base + path, {
    method,
    headers: {
      ...(token !== '' && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: isForm || typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const json: unknown = text === '' ? undefined : JSON.parse(text)
  record({
    vendor: 'webex',
    method,
    url: path,
    requestBody: isForm ? undefined : body,
    status: response.status,
    responseBody: json,
  })
  const at = (...steps: readonly (string | number)[]): unknown => steps.reduce<unknown>(step, json)
  const list = (...steps: readonly (string | number)[]): readonly unknown[] => {
    const value = at(...steps)
    return Array.isArray(value) ? value : []
  }
  return { status: response.status, headers: response.headers, at, list }
}

const step = (value: unknown, name: string | number): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[name] : undefined

function record(entry: Readonly<Record<string, unknown>>): void {
  const file = process.env['SANDBOX_TRAFFIC']
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(entry)}\n`)
}
