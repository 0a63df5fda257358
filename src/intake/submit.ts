import { type Bytes, equal } from '../protocol/bytes.ts'
import { type Envelope, parseEnvelope } from '../protocol/envelope.ts'
import { CandorError } from '../protocol/errors.ts'
import type { TrustedKeyring } from '../protocol/keyring/chain.ts'
import type { Notary } from '../protocol/primitives/primitives.ts'
import { signPromise } from '../protocol/promise.ts'
import { dayOf, epochOfDay } from '../protocol/time.ts'
import { parseSubmission } from '../protocol/wire.ts'
import type { Store, TipOutcome, TipRow } from '../store/store.ts'
import type { Group } from './group.ts'
import { checkSealable, stale } from './held.ts'
import { type Clock, type Keyrings, listsLogKey } from './keyrings.ts'

export interface SubmitOptions {
  readonly store: Pick<Store, 'heldSince' | 'intakeKeys'>
  readonly notary: Notary
  readonly clock: Clock
  readonly keyrings: Keyrings
  readonly group: Group<TipRow, TipOutcome>
  /** The secret half of the log key, 32 bytes. */
  readonly logSeed: Bytes
}

/**
 * Takes the body of `POST /v1/tips` and answers with the promise, once the tip is durable. The same bytes again get the
 * same promise. Throws `envelope_malformed`, `envelope_newer`, `envelope_stale`, `envelope_conflict`, `clock_wrong`,
 * `keyring_missing`, `server_failed`, and what the store throws.
 */
export type Submit = (body: Bytes) => Promise<string>

export function openSubmit({ store, notary, clock, keyrings, group, logSeed }: SubmitOptions): Submit {
  const logKey = notary.verifyingKey(logSeed)
  const checkKeys = checkSealable(store)

  const check = (form: Envelope, day: number): void => {
    const { keyring } = keyringOf(form, keyrings)
    if (form.recipients !== keyring.recipients.length) throw malformed()
    checkEpoch(form.epoch, epochOfDay(day))
    checkKeys(keyring, form.epoch)
    if (!listsLogKey(keyring, logKey)) throw voiceless()
  }

  const promise = ({ hash, tag }: TipRow, day: number): string => {
    const { orgId } = keyrings.latest()
    return signPromise(notary, { orgId, envelope: hash, tag, day }, logSeed)
  }

  return async (body) => {
    const { tag, envelope } = parseSubmission(body)
    const form = parseEnvelope(envelope)
    const tip = { hash: notary.sha256(envelope), tag, envelope, day: dayOf(clock()) }
    try {
      check(form, tip.day)
    } catch (refusal) {
      // Taken before the keys or the week changed: whoever never got the answer gets it now.
      const since = store.heldSince(tip.hash, tag)
      if (since === null) throw refusal
      return promise(tip, since)
    }
    const outcome = await group.add(tip)
    if (outcome.status === 'conflict') throw conflict()
    return promise(tip, outcome.day)
  }
}

/** The served keyring, or the one right before it: a source may have loaded the form before the change. */
function keyringOf({ keyringHash }: Envelope, keyrings: Keyrings): TrustedKeyring {
  const served = keyrings.served()
  if (served === null) throw unserved()
  const { seq } = served.keyring
  const allowed = seq > 1 ? [served, keyrings.at(seq - 1)] : [served]
  const found = allowed.find(({ hash }) => equal(hash, keyringHash))
  if (found === undefined) throw stale()
  return found
}

function checkEpoch(epoch: number, now: number): void {
  if (Math.abs(epoch - now) <= 1) return
  throw new CandorError(
    'clock_wrong',
    'the date of this device and the server’s are weeks apart: correct the date, and seal it again',
    'set the date of this device and send it again',
  )
}

const malformed = () =>
  new CandorError('envelope_malformed', 'this envelope is not for all recipients of its keyring')

const conflict = () =>
  new CandorError('envelope_conflict', 'this envelope is held under another receipt tag: seal it again')

const voiceless = () =>
  new CandorError(
    'server_failed',
    'the keyring does not list the key in server.key, so that receipts would not count',
  )

const unserved = () =>
  new CandorError('keyring_missing', 'this server does not take tips yet: it has no keyring')
