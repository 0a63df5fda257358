import { fromBase64, fromHex } from '../protocol/bytes.ts'
import { isCandorError } from '../protocol/errors.ts'
import type { TrustedKeyring } from '../protocol/keyring/chain.ts'
import type { Keyring } from '../protocol/keyring/statement.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import type { Event, ThreadKind } from '../protocol/thread/events.ts'
import type { Message } from '../protocol/thread/message.ts'
import {
  isOfItsWeek,
  type KeyPurpose,
  type Received,
  receiveKey,
  sealedUnder,
} from '../protocol/thread/shared-key.ts'
import type { SealingContext, Tip } from '../protocol/tip.ts'
import { membersOf, stillIn } from './circles.ts'
import type { Directory } from './directory.ts'
import type { Identity } from './identity.ts'
import { secretFor } from './open.ts'

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

type Carrier = Extract<Event, { readonly type: 'rekey' | 'case-key' }>

/**
 * Opens a sealed key, and checks that exactly those hold it who should (docs/protocol.md, 11.8). It asks the server for
 * nothing: that would tell who could open the message in which the key stands.
 * @returns null while it cannot be decided, since the keyring or the keys it was sealed to are not known here
 */
export function receive(
  p: Primitives,
  { directory, identity }: KeyTools,
  of: KeyCase,
  kind: ThreadKind,
  message: Message,
): Received | null {
  const event = message.event as Carrier
  const under = sealedUnder(event.sealed)
  if (under === null || !isOfItsWeek(event.sealed, message.week)) return 'void'
  const trusted = directory.byHash(under.keyringHash)
  // A colleague may have learned of a keyring before this desk.
  if (trusted === undefined) return null
  // Whom an older keyring lists, the newer one that the tip was sealed under may have left out.
  if (event.type === 'case-key' && trusted.keyring.seq < of.keyring.seq) return 'void'
  const readers = readersOf(of, trusted.keyring, event)
  if (!readers.includes(message.author)) return 'void'
  const index = trusted.keyring.recipients.findIndex(({ id }) => id === identity.recipientId)
  const secret = secretFor(identity, trusted, index, under.epoch)
  if (!readers.includes(identity.recipientId) || secret === undefined) return 'not-mine'
  const to = directory.knownContext(trusted, under.epoch)
  if (to === null) return null
  const source = kind === 'conversation' ? fromBase64(of.tip.seal) : null
  const purpose = purposeOf(of, kind, message.key, event)
  return receiveKey(p, to, purpose, event.sealed, { index, secret }, readers, source)
}

/** Whoever makes a key holds it: so it counts only from one of those whom it is for. */
const readersOf = ({ tip, keyring }: KeyCase, under: Keyring, event: Carrier): readonly string[] =>
  event.type === 'rekey' ? event.stays : stillIn(under, membersOf(keyring, tip, event.circle))

function purposeOf({ envelope }: KeyCase, kind: ThreadKind, from: string, event: Carrier): KeyPurpose {
  const about = fromHex(envelope)
  if (event.type === 'case-key') return { envelope: about, use: { kind: 'case-key', circle: event.circle } }
  const thread = kind === 'conversation' ? 'conversation' : 'team'
  return { envelope: about, use: { kind: 'rekey', thread, from } }
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
