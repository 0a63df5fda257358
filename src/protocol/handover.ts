import * as v from 'valibot'
import { type Bytes, concat, fromBase64, label, toBase64, toHex } from './bytes.ts'
import { base64Of, encodeCanonical, hexOf, list, text, whole } from './canonical.ts'
import { parseCeremonyFile } from './ceremony-file.ts'
import { CandorError } from './errors.ts'
import type { TrustedKeyring } from './keyring/chain.ts'
import type { Notary, Signatures } from './primitives/primitives.ts'
import { daySchema, dayText, parseDay } from './time.ts'

/** What a recipient says about their vault before they are removed. */
export interface Handover {
  /** The organisation, 32 bytes. */
  readonly orgId: Bytes
  readonly recipientId: string
  /** Days since 1970-01-01 UTC. */
  readonly day: number
  /** The batch up to which their vault has every tip. */
  readonly batch: number
  /** The two-word names of the cases that nobody else could go on with. */
  readonly alone: readonly string[]
}

const content = {
  candor: v.literal('handover'),
  version: v.literal(1),
  organisation: hexOf(32),
  recipient: hexOf(16),
  day: daySchema,
  batch: whole(0, 0xffff_ffff),
  alone: list(text(100, 1), 0, 10_000),
} as const

const schema = v.strictObject({ ...content, signature: base64Of(64) })

type Content = Omit<v.InferOutput<typeof schema>, 'signature'>

const contentOf = ({ orgId, recipientId, day, batch, alone }: Handover): Content => ({
  candor: 'handover',
  version: 1,
  organisation: toHex(orgId),
  recipient: recipientId,
  day: dayText(day),
  batch,
  alone: [...alone],
})

/** What is signed: `label("handover") ‖` the document without its signature. */
const signedPart = (said: Content): Bytes => concat(label('handover'), encodeCanonical(said))

/** @param identity Ed25519 seed of the recipient */
export function makeHandover(p: Signatures, handover: Handover, identity: Bytes): Bytes {
  const said = contentOf(handover)
  const signature = toBase64(p.sign(identity, signedPart(said)))
  return encodeCanonical({ ...said, signature })
}

/**
 * Reads a handover, which must be signed with the identity that the newest keyring lists for who made it.
 * @throws `file_damaged`, `keyring_foreign`, `recipient_unknown`, `request_unsigned`
 */
export function parseHandover(p: Notary, { orgId, keyring }: TrustedKeyring, bytes: Bytes): Handover {
  const { signature, ...said } = parseCeremonyFile('handover', schema, bytes)
  if (said.organisation !== toHex(orgId)) throw foreign()
  const recipient = keyring.recipients.find(({ id }) => id === said.recipient)
  if (recipient === undefined)
    throw new CandorError('recipient_unknown', 'this handover is of nobody whom the organisation lists')
  if (!p.verify(fromBase64(recipient.identity), signedPart(said), fromBase64(signature))) throw unsigned()
  const { batch, alone } = said
  return { orgId, recipientId: said.recipient, day: parseDay(said.day), batch, alone }
}

const foreign = () =>
  new CandorError(
    'keyring_foreign',
    'this handover belongs to another organisation',
    'check which file was named',
  )

const unsigned = () =>
  new CandorError(
    'request_unsigned',
    'this handover was edited, or somebody else made it',
    'have them make it again, with candor handover',
  )
