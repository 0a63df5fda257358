import { type Bytes, equal } from '../protocol/bytes.ts'
import { type Envelope, parseEnvelope } from '../protocol/envelope.ts'
import { CandorError } from '../protocol/errors.ts'
import type { TrustedKeyring } from '../protocol/keyring/chain.ts'
import type { Notary } from '../protocol/primitives/primitives.ts'
import { signPromise } from '../protocol/promise.ts'
import { dayOf, epochOfDay } from '../protocol/time.ts'
import { parseSubmission } from '../protocol/wire.ts'
import type { TipRow } from '../store/store.ts'
import type { Group } from './group.ts'
import { type Clock, type Keyrings, listsLogKey } from './keyrings.ts'

export interface SubmitOptions {
  readonly notary: Notary
  readonly clock: Clock
  readonly keyrings: Keyrings
  readonly group: Group
  /** The secret half of the log key, 32 bytes. */
  readonly logSeed: Bytes
}

/**
 * Takes the body of `POST /v1/tips` and answers with the promise, once the tip is durable. The same bytes again get the
 * same promise. Throws `envelope_malformed`, `envelope_newer`, `envelope_stale`, `envelope_conflict`, `clock_wrong`,
 * `keyring_missing`, `server_failed`, and what the store throws.
 */
export type Submit = (body: Bytes) => Promise<string>

export function openSubmit({ notary, clock, keyrings, group, logSeed }: SubmitOptions): Submit {
  const logKey = notary.verifyingKey(logSeed)

  const examine = (body: Bytes, day: number): TipRow => {
    const { tag, envelope } = parseSubmission(body)
    const form = parseEnvelope(envelope)
    const { keyring } = keyringOf(form, keyrings)
    if (form.recipients !== keyring.recipients.length) throw malformed()
    checkEpoch(form.epoch, epochOfDay(day))
    if (!listsLogKey(keyring, logKey)) throw voiceless()
    return { hash: notary.sha256(envelope), tag, envelope, day }
  }

  const promise = ({ hash, tag }: TipRow, day: number): string => {
    const { orgId } = keyrings.latest()
    return signPromise(notary, { orgId, envelope: hash, tag, day }, logSeed)
  }

  return async (body) => {
    const tip = examine(body, dayOf(clock()))
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

const stale = () =>
  new CandorError(
    'envelope_stale',
    'this was sealed to keys that the organisation no longer uses: fetch its keyring again, and seal it again',
    'send it again; it is sealed to the new keys then',
  )

const conflict = () =>
  new CandorError('envelope_conflict', 'this envelope is held under another receipt tag: seal it again')

const voiceless = () =>
  new CandorError(
    'server_failed',
    'the keyring does not list the key in server.key, so that receipts would not count',
  )

const unserved = () =>
  new CandorError('keyring_missing', 'this server does not take tips yet: it has no keyring')
