import type { Api } from '../../../src/client/api.ts'
import { fromBase64 } from '../../../src/protocol/bytes.ts'
import { CandorError } from '../../../src/protocol/errors.ts'

/**
 * `keys.candor`: what a server would answer to the questions of docs/protocol.md, 4.4 and 5.4, as one file. It proves
 * itself, as those answers do; only whose it is must be compared by eye.
 */
interface KeysFile {
  /** The whole chain, first keyring first: signed statements as base64. */
  readonly keyrings: readonly string[]
  /** Intake keys of this week and the next, as base64. */
  readonly epochs: readonly { readonly epoch: number; readonly keys: string }[]
}

/** @throws `keyring_malformed` */
export function parseKeysFile(json: unknown): KeysFile {
  const file = (typeof json === 'object' && json !== null ? json : {}) as Readonly<Record<string, unknown>>
  const { candor, version, keyrings, epochs } = file
  const whole =
    candor === 'keys' &&
    version === 1 &&
    Array.isArray(keyrings) &&
    keyrings.length > 0 &&
    keyrings.every((each) => typeof each === 'string') &&
    Array.isArray(epochs) &&
    epochs.every(isEpoch)
  if (!whole) throw malformed()
  return { keyrings, epochs }
}

const isEpoch = (value: unknown): value is KeysFile['epochs'][number] =>
  typeof value === 'object' &&
  value !== null &&
  'epoch' in value &&
  typeof value.epoch === 'number' &&
  'keys' in value &&
  typeof value.keys === 'string'

/** The file in the place of a server; nothing can be handed in to it. */
export function apiOf({ keyrings, epochs }: KeysFile): Api {
  const refuse = () => Promise.reject(new CandorError('network_unreachable', 'there is no server here'))
  return {
    server: new URL('https://offline.invalid'),
    skew: () => null,
    keyring: async (seq = keyrings.length) => decode(keyrings[seq - 1]),
    epoch: async (wanted) => decode(epochs.find(({ epoch }) => epoch === wanted)?.keys ?? ''),
    submit: refuse,
    entries: refuse,
    tips: refuse,
    weeks: refuse,
    shard: refuse,
    putDrop: refuse,
    teamDrops: refuse,
    putTeamDrop: refuse,
    putKeyring: refuse,
    putIntakeBlock: refuse,
    intakeBlock: refuse,
    recipients: refuse,
  }
}

function decode(text = ''): Uint8Array {
  try {
    return fromBase64(text)
  } catch {
    throw malformed()
  }
}

const malformed = () => new CandorError('keyring_malformed', 'this is not a file of keys')
