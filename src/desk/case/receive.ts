import { fromHex } from '../../protocol/bytes.ts'
import { isCandorError } from '../../protocol/errors.ts'
import type { TrustedKeyring } from '../../protocol/keyring/chain.ts'
import type { Keyring } from '../../protocol/keyring/statement.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { type KeyPurpose, type Received, receiveKey, sealedUnder } from '../../protocol/thread/shared-key.ts'
import type { SealingContext, Tip } from '../../protocol/tip.ts'
import type { Directory } from '../vault/directory.ts'
import type { Identity } from '../vault/identity.ts'
import { secretFor } from '../vault/secret-for.ts'
import { membersOf, stillIn } from './circles.ts'
import { keyringUnder, type SealedMessage } from './sealed-keys.ts'

/** What it takes to open what colleagues seal to this desk. */
export interface KeyTools {
  readonly directory: Directory
  readonly identity: Identity
}

/** Whose sealed key it is. */
export interface KeyCase {
  readonly envelope: string
  readonly tip: Tip
  /** The keyring of the tip. */
  readonly keyring: Keyring
}

/**
 * Opens a sealed key, and checks that exactly those hold it who should (docs/protocol.md, 11.8). It asks the server for
 * nothing: that would tell who could open the message in which the key stands.
 * @returns null while it cannot be decided, since the keyring or the keys it was sealed to are not known here
 */
export function receive(
  p: Primitives,
  { directory, identity }: KeyTools,
  of: KeyCase,
  message: SealedMessage,
): Received | null {
  const { event, week } = message
  const trusted = keyringUnder(directory.trail, of.keyring.seq, { sealed: event.sealed, week })
  if (trusted === null || trusted === 'void') return trusted
  const readers = readersOf(of, trusted.keyring, message)
  if (readers === null) return 'void'
  const me = identity.recipientId
  const epoch = sealedUnder(event.sealed)?.epoch ?? week
  const index = trusted.keyring.recipients.findIndex(({ id }) => id === me)
  const secret = secretFor(p, identity, trusted, index, epoch)
  if (!readers.includes(me) || secret === undefined) return 'not-mine'
  const to = directory.knownContext(trusted, epoch)
  if (to === null) return null
  // Who left their case is not sealed to any more; who did is known once the whole thread is read.
  const spared = event.type === 'case-key' ? readers : []
  return receiveKey(p, to, purposeOf(of, message), event.sealed, { index, secret }, readers, spared)
}

/**
 * Those whom a key is for; null when it counts for nobody. Whoever makes a key holds it: so it counts only from one of
 * them. Who may grant is for the thread as a whole to say.
 */
export function readersOf(
  { tip, keyring }: KeyCase,
  under: Keyring,
  { event, author }: SealedMessage,
): readonly string[] | null {
  if (event.type === 'grant') return stillIn(under, [event.to])
  const circle = event.type === 'case-key' ? stillIn(under, membersOf(keyring, tip, event.circle)) : null
  const readers = circle ?? (event.type === 'next-key' ? event.stays : [])
  return readers.includes(author) && stillIn(under, readers).length === readers.length ? readers : null
}

function purposeOf({ envelope }: KeyCase, { event }: SealedMessage): KeyPurpose {
  const about = fromHex(envelope)
  if (event.type === 'grant') return { envelope: about, use: { kind: 'grant' } }
  if (event.type === 'case-key') return { envelope: about, use: { kind: 'case-key', circle: event.circle } }
  return { envelope: about, use: { kind: 'next-key', thread: event.thread } }
}

/** From the vault or the server; null when it does not have the keys, or not the right ones. */
export async function contextOf(
  directory: Directory,
  trusted: TrustedKeyring,
  epoch: number,
): Promise<SealingContext | null> {
  try {
    return await directory.sealingContext(trusted, epoch)
  } catch (error) {
    if (isCandorError(error, 'intake_key_missing', 'intake_key_wrong', 'keyring_missing', 'not_found'))
      return null
    throw error
  }
}
