import { setTimeout } from 'node:timers/promises'
import { type Api, connect } from '../client/api.ts'
import { isTorified, onionsThroughTor } from '../client/onions.ts'
import type { Network } from '../client/transport.ts'
import { loadPrimitives } from '../desk/primitives.ts'
import { CandorError, type ErrorCode } from '../protocol/errors.ts'
import { parseOrg } from '../protocol/keyring/chain.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import type { Context } from './program.ts'
import { isLoopback, readSettings, type SettingFlags, type Settings } from './settings.ts'

/** Seconds since 1970-01-01 UTC. */
export const secondsOf = (context: Context): number => Math.floor(context.clock() / 1000)

/** What a command that talks to a server works with. */
export interface Session {
  readonly p: Primitives
  readonly api: Api
  readonly settings: Settings
}

export const openSession = (context: Context, flags: SettingFlags): Promise<Session> =>
  openWith(context, flags, networkOf(context))

/** One that does not say when it waits: who watches is told once. */
export const openQuietSession = (context: Context, flags: SettingFlags): Promise<Session> =>
  openWith(context, flags, quietNetwork(context))

async function openWith(context: Context, flags: SettingFlags, network: Network): Promise<Session> {
  const settings = readSettings(flags, context)
  const p = await loadPrimitives()
  return { p, settings, api: connect(network, new URL(settings.server), () => secondsOf(context)) }
}

/** The real one; says when it waits. */
export const networkOf = (context: Context): Network => ({
  ...quietNetwork(context),
  onWait: sayWait(context),
})

const quietNetwork = (context: Context): Network => ({
  fetch: onionsThroughTor(isTorified(context.env)),
  wait: (ms) => setTimeout(ms),
})

const REASONS: Partial<Record<ErrorCode, string>> = {
  rate_limited: 'many people are writing at the moment',
  server_busy: 'the server is busy',
  server_failed: 'the server had a fault',
}

const sayWait = (context: Context) => (seconds: number, why: ErrorCode) => {
  const reason = REASONS[why] ?? 'the server does not answer'
  context.terminal.note(
    `${reason}: trying again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}, nothing is lost`,
  )
}

/**
 * The organisation that a source means. Only on this machine may it go unnamed: elsewhere whoever runs the server
 * could name another one.
 * @returns 32 bytes, or null for any
 */
export function organisationOf({ organisation, server }: Settings): Uint8Array | null {
  if (organisation !== undefined) return parseOrg(organisation)
  if (isLoopback(server)) return null
  throw new CandorError(
    'usage',
    'name the organisation that you want to reach, with --org',
    'its 64 digits stand where the organisation tells people about this service; without them a false server could take the tip',
  )
}
