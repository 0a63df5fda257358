import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadPrimitives } from '../desk/primitives.ts'
import { openVault, type VaultKey } from '../desk/vault/vault.ts'
import { CandorError } from '../protocol/errors.ts'
import { type OpenDesk, type OpenDeskOptions, openDesk } from './open-desk.ts'
import { isLocked } from './refusals.ts'
import type { DeskState } from './wire.ts'

/** A vault behind its lock. */
export interface LocalDesk {
  state(): DeskState
  /** @throws `password_wrong`, `vault_missing`, `vault_busy` while somebody else is trying */
  unlock(password: string): Promise<void>
  /** The same with a vault that was opened already. */
  open(key: VaultKey): Promise<void>
  lock(): Promise<void>
  /** @throws `locked` */
  here(): OpenDesk
  /** A person is there. */
  alive(): void
  /** Looks whether anything is due: see {@link OpenDeskOptions.world}. */
  tick(): Promise<void>
}

const MINUTE_MS = 60_000

export function openLocalDesk(options: OpenDeskOptions): LocalDesk {
  const { settings, world } = options
  let open: OpenDesk | null = null
  let isUnlocking = false
  let lastAlive = world.clock()
  // A lock counts also where somebody is unlocking at that moment.
  let locks = 0

  const lock = async () => {
    const before = open
    open = null
    locks += 1
    await before?.close()
  }
  const unlockWith = async (find: () => Promise<VaultKey>) => {
    if (open !== null) return
    if (isUnlocking) throw unlocking()
    isUnlocking = true
    const before = locks
    try {
      const key = await find()
      const p = await loadPrimitives()
      if (locks !== before) return
      lastAlive = world.clock()
      open = openDesk(p, key, options)
      open.syncing.tick()
    } finally {
      isUnlocking = false
    }
  }
  const mustLock = ({ preferences }: OpenDesk): boolean =>
    world.clock() - lastAlive >= preferences.now().lockAfter * MINUTE_MS ||
    !existsSync(join(settings.vault, 'vault.json'))
  /** Whoever comes too late finds it locked, though the machine slept and nothing looked at the time. */
  const here = (): OpenDesk => {
    if (open !== null && mustLock(open)) void lock()
    if (open === null) throw isLocked()
    return open
  }

  return {
    state: () => ({
      locked: open === null,
      vault: resolve(settings.vault),
      isTrial: settings.isTrial,
      version: settings.version,
      passwordFile: settings.passwordFile,
    }),
    unlock: (password) => unlockWith(() => openVault(settings.vault, password)),
    open: (key) => unlockWith(async () => key),
    lock,
    here,
    alive() {
      here()
      lastAlive = world.clock()
    },
    async tick() {
      if (open === null) return
      if (mustLock(open)) await lock()
      else open.tick()
    },
  }
}

const unlocking = () =>
  new CandorError('vault_busy', 'somebody is unlocking this vault at the moment', 'wait a moment')
