/**
 * `/wdm/api/v1/devices`: a client registers itself here and is told where its websocket is.
 */
import type { Request } from 'express'
import express from 'express'
import type { Account } from '../identity.ts'
import { callerOf, originOf } from './caller.ts'
import { notFound } from './vendor-error.ts'

export interface Device {
  readonly uuid: string
  readonly ownerUuid: string
}

export class Devices {
  readonly #newUuid: () => string
  readonly #byUuid = new Map<string, Device>()

  constructor(newUuid: () => string) {
    this.#newUuid = newUuid
  }

  add(owner: Account): Device {
    const device = { uuid: this.#newUuid(), ownerUuid: owner.uuid }
    this.#byUuid.set(device.uuid, device)
    return device
  }

  find(uuid: string): Device | undefined {
    return this.#byUuid.get(uuid)
  }

  of(ownerUuid: string): Device[] {
    return [...this.#byUuid.values()].filter((device) => device.ownerUuid === ownerUuid)
  }

  remove(device: Device): void {
    this.#byUuid.delete(device.uuid)
  }
}

const PATH = '/wdm/api/v1/devices'

export function devicesRouter(devices: Devices): express.Router {
  const router = express.Router()

  router.get(PATH, (req, res) => {
    res.json({ devices: devices.of(callerOf(res).uuid).map((device) => showDevice(device, req)) })
  })

  router.post(PATH, (req, res) => {
    res.json(showDevice(devices.add(callerOf(res)), req))
  })

  router.delete(PATH, (_req, res) => {
    for (const device of devices.of(callerOf(res).uuid)) devices.remove(device)
    res.status(204).end()
  })

  router
    .route(`${PATH}/:deviceId`)
    .get((req, res) => {
      res.json(showDevice(required(devices, callerOf(res), req.params.deviceId), req))
    })
    .put((req, res) => {
      res.json(showDevice(required(devices, callerOf(res), req.params.deviceId), req))
    })
    .delete((req, res) => {
      devices.remove(required(devices, callerOf(res), req.params.deviceId))
      res.status(204).end()
    })

  return router
}

function required(devices: Devices, caller: Account, uuid: string): Device {
  const device = devices.find(uuid)
  if (device?.ownerUuid !== caller.uuid) throw notFound('Could not find a device with provided ID.')
  return device
}

function showDevice(device: Device, req: Request): object {
  const origin = originOf(req)
  return {
    url: `${origin}${PATH}/${device.uuid}`,
    webSocketUrl: `${origin.replace(/^http/, 'ws')}/mercury/${device.uuid}`,
  }
}
