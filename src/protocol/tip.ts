import * as v from 'valibot'
import { type Bytes, concat, equal, fromBase64, label, toBase64 } from './bytes.ts'
import {
  base64Of,
  distinct,
  encodeCanonical,
  hexOf,
  list,
  ordered,
  parseCanonical,
  slug,
  text,
  whole,
} from './canonical.ts'
import { type Envelope, encodeHeader } from './envelope.ts'
import { CandorError, openFailed } from './errors.ts'
import type { TrustedKeyring } from './keyring/chain.ts'
import type { Keyring } from './keyring/statement.ts'
import { type Primitives, SIGNATURE } from './primitives/primitives.ts'
import {
  type Binding,
  contextOf,
  type Opened,
  open,
  openWithSeed,
  type Reader,
  type SlotFinding,
  seal,
} from './seal.ts'
import type { SourceKeys } from './source-keys.ts'

const answer = v.strictObject({ id: slug, n: whole(0, 99), text: text(1_000_000, 1) })

const file = v.strictObject({
  name: text(255, 1),
  type: text(100),
  size: whole(0, Number.MAX_SAFE_INTEGER),
  key: base64Of(32),
  blobs: list(base64Of(32), 1, 16_384),
})

const tipSchema = v.strictObject({
  candor: v.literal('tip'),
  version: v.literal(1),
  verify: base64Of(32),
  seal: base64Of(1216),
  thread: base64Of(32),
  language: v.pipe(v.string(), v.regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?$/)),
  questionnaire: whole(1, 0xffff_ffff),
  answers: list(answer, 1, 512),
  desks: list(slug, 1, 32),
  exclude: list(hexOf(16), 0, 64),
  escalate: list(slug, 0, 32),
  files: list(file, 0, 64),
  checkpoint: text(1000),
})

/** What a source says, as it travels inside the envelope (docs/protocol.md, 7.4). */
export type Tip = v.InferOutput<typeof tipSchema>

/** What the source decides about a tip; the rest follows from the codename and the keyring. */
export type TipDraft = Pick<
  Tip,
  'language' | 'answers' | 'desks' | 'exclude' | 'escalate' | 'files' | 'checkpoint'
>

/** Everything that a tip is sealed under. */
export interface SealingContext {
  readonly trusted: TrustedKeyring
  readonly epoch: number
  /** The intake keys of that epoch, in keyring order. */
  readonly keys: readonly Bytes[]
}

/**
 * Seals a tip into an envelope (docs/protocol.md, 7).
 * @param seed 32 fresh random bytes.
 * @throws `tip_malformed`, `tip_too_long`, `recipient_unknown`, `nobody_left`
 */
export function sealTip(
  p: Primitives,
  to: SealingContext,
  source: SourceKeys,
  draft: TipDraft,
  seed: Bytes,
): Bytes {
  const { keyring } = to.trusted
  const tip = completeTip(p, keyring, source, draft)
  const addressed = addressedBy(keyring, tip)
  if (!circlesOf(keyring, tip).includes('desks')) throw nobodyLeft()
  const binding = bindingOf(to.trusted, encodeHeader(to.trusted.hash, to.epoch, keyring.recipients.length))
  const bytes = encodeCanonical(tip)
  const signature = p.sign(source.signing, signedTip(p, binding, bytes))
  const readers = readersOf(keyring, to.keys).map((reader, i) => ({
    ...reader,
    addressed: addressed[i] === true,
  }))
  return concat(binding.header, seal(p, binding, readers, concat(signature, bytes), seed))
}

/** A tip that was opened; `void` when its maker did not seal it to exactly those it names (docs/protocol.md, 7.5). */
export type OpenedTip =
  | {
      readonly status: 'sound'
      readonly tip: Tip
      readonly slots: readonly SlotFinding[]
      /** In base64: whoever is given it can open the same envelope (docs/protocol.md, 6.7). */
      readonly seed: string
    }
  | {
      readonly status: 'void'
      readonly why: 'not-a-tip' | 'signature' | 'slots'
      readonly slots: readonly SlotFinding[]
    }

/**
 * Opens an envelope as the recipient at `index` of the keyring it was sealed under (docs/protocol.md, 7.5).
 * @param kemSeed that recipient's intake secret for the envelope's epoch, 32 bytes.
 * @throws `open_failed` when it was not sealed to this recipient or under this keyring and epoch, or was altered.
 */
export function openTip(
  p: Primitives,
  to: SealingContext,
  envelope: Envelope,
  index: number,
  kemSeed: Bytes,
): OpenedTip {
  const binding = bindingFor(to, envelope)
  const readers = readersOf(to.trusted.keyring, to.keys)
  return judge(p, to, binding, open(p, binding, readers, envelope.sealed, index, kemSeed))
}

/**
 * Opens an envelope with its seed, as somebody to whom it was not sealed and who was given the seed
 * (docs/protocol.md, 6.7). It is void for the same reasons.
 * @param seed 32 bytes.
 * @throws `open_failed` when it is another envelope's, or the envelope was sealed under another keyring or epoch.
 */
export function openTipWithSeed(
  p: Primitives,
  to: SealingContext,
  envelope: Envelope,
  seed: Bytes,
): OpenedTip {
  const binding = bindingFor(to, envelope)
  const readers = readersOf(to.trusted.keyring, to.keys)
  return judge(p, to, binding, openWithSeed(p, binding, readers, envelope.sealed, seed))
}

function bindingFor({ trusted, epoch }: SealingContext, envelope: Envelope): Binding {
  const header = encodeHeader(trusted.hash, epoch, trusted.keyring.recipients.length)
  if (!equal(header, envelope.header)) throw openFailed()
  return bindingOf(trusted, header)
}

function judge(
  p: Primitives,
  { trusted: { keyring } }: SealingContext,
  binding: Binding,
  { content, seed, slots }: Opened,
): OpenedTip {
  const bytes = content.subarray(SIGNATURE)
  const tip = content.length > SIGNATURE ? parseTip(bytes) : null
  if (tip === null) return { status: 'void', why: 'not-a-tip', slots }
  if (!p.verify(fromBase64(tip.verify), signedTip(p, binding, bytes), content.subarray(0, SIGNATURE))) {
    return { status: 'void', why: 'signature', slots }
  }
  return sealedAsNamed(keyring, tip, slots)
    ? { status: 'sound', tip, slots, seed: toBase64(seed) }
    : { status: 'void', why: 'slots', slots }
}

function parseTip(bytes: Bytes): Tip | null {
  const tip = parseCanonical(tipSchema, bytes)
  return tip !== null && distinct(tip.answers.map(({ id, n }) => `${id} ${n}`)) ? tip : null
}

function completeTip(p: Primitives, keyring: Keyring, source: SourceKeys, draft: TipDraft): Tip {
  const { language, answers, desks, exclude, escalate, files, checkpoint } = draft
  const tip: Tip = {
    candor: 'tip',
    version: 1,
    verify: toBase64(p.verifyingKey(source.signing)),
    seal: toBase64(p.kemPublicKey(source.sealing)),
    thread: toBase64(source.thread),
    language,
    questionnaire: keyring.questionnaire.version,
    answers,
    desks,
    exclude,
    escalate,
    files,
    checkpoint,
  }
  checkTip(keyring, tip)
  return tip
}

function checkTip(keyring: Keyring, tip: Tip): void {
  if (parseTip(encodeCanonical(tip)) === null)
    throw malformed('a part of it is missing, too long or not text')
  const known = new Map(keyring.questionnaire.questions.map((question) => [question.id, question]))
  const unknown = tip.answers.find(({ id, n }) => !known.has(id) || (n > 0 && known.get(id)?.group === ''))
  if (unknown !== undefined) throw malformed(`there is no question “${unknown.id}”, or it is asked once only`)
  const open = keyring.questionnaire.questions.find(
    ({ id, required }) => required && !tip.answers.some((each) => each.id === id),
  )
  if (open !== undefined) throw malformed(`the question “${open.id}” needs an answer`)
  if (!namesHold(keyring, tip)) {
    throw new CandorError(
      'recipient_unknown',
      'a desk or person named in the tip is not one of this organisation, or stands there twice',
    )
  }
}

/** Desks and people in keyring order, each once, all known. */
function namesHold({ desks, recipients }: Keyring, tip: Tip): boolean {
  const deskIds = desks.map(({ id }) => id)
  const later = tip.escalate.every((id) => !tip.desks.includes(id))
  return (
    ordered(tip.desks, deskIds) &&
    ordered(tip.escalate, deskIds) &&
    later &&
    ordered(
      tip.exclude,
      recipients.map(({ id }) => id),
    )
  )
}

/** In which way a tip reaches somebody: at once, or only when a clock has run out. */
export type Circle = 'desks' | 'escalate'

/** For each recipient in which circle they are, null for who is in none (docs/protocol.md, 7.4). */
export const circlesOf = (
  { recipients }: Keyring,
  tip: Pick<Tip, 'desks' | 'exclude' | 'escalate'>,
): (Circle | null)[] =>
  recipients.map(({ id, desks }) => {
    if (tip.exclude.includes(id)) return null
    if (desks.some((desk) => tip.desks.includes(desk))) return 'desks'
    return desks.some((desk) => tip.escalate.includes(desk)) ? 'escalate' : null
  })

/** Who can open a tip: everybody in one of its circles. */
export const addressedBy = (keyring: Keyring, tip: Pick<Tip, 'desks' | 'exclude' | 'escalate'>): boolean[] =>
  circlesOf(keyring, tip).map((circle) => circle !== null)

function sealedAsNamed(keyring: Keyring, tip: Tip, slots: readonly SlotFinding[]): boolean {
  if (!namesHold(keyring, tip)) return false
  return addressedBy(keyring, tip).every(
    (addressed, i) => slots[i] === (addressed ? 'addressed' : 'left-out'),
  )
}

const bindingOf = ({ orgId }: TrustedKeyring, header: Bytes): Binding => ({ kind: 'tip', orgId, header })

const signedTip = (p: Primitives, binding: Binding, tip: Bytes): Bytes =>
  concat(label('tip-signature'), contextOf(p, binding), tip)

function readersOf({ recipients }: Keyring, keys: readonly Bytes[]): Reader[] {
  if (keys.length !== recipients.length) throw new RangeError('one intake key for each recipient')
  return recipients.map(({ id }, i) => ({ id, key: keys[i] as Bytes }))
}

const malformed = (why: string) => new CandorError('tip_malformed', `this tip cannot be sent: ${why}`)

const nobodyLeft = () =>
  new CandorError(
    'nobody_left',
    'everyone at these desks is left out, so nobody could open this tip',
    'choose another desk as well, or leave out fewer people',
  )
