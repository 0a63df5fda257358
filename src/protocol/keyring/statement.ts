import * as v from 'valibot'
import type { Bytes } from '../bytes.ts'
import {
  base64Of,
  distinct,
  encodeCanonical,
  hexOf,
  list,
  ordered,
  parseCanonical,
  parseJson,
  slug,
  text,
  whole,
} from '../canonical.ts'
import { CandorError } from '../errors.ts'
import { daySchema, parseDay } from '../time.ts'

/** The longest payload, in bytes. */
export const LARGEST_KEYRING = 524_288
export const MOST_RECIPIENTS = 64
export const MOST_EPOCHS = 64
const LONGEST_VALIDITY_DAYS = 400

/** One text for each of the keyring's languages, in their order. */
const texts = (max: number, min = 1) => list(text(max, min), 1, 16)

const desk = v.strictObject({ id: slug, label: texts(200), about: texts(1000, 0) })

const recipient = v.strictObject({
  id: hexOf(16),
  label: texts(200),
  desks: list(slug, 1, 32),
  identity: base64Of(32),
  firstEpoch: whole(0, 0xffff_ffff),
  epochs: list(base64Of(32), 1, MOST_EPOCHS),
  signature: base64Of(64),
})

const question = v.strictObject({
  id: slug,
  kind: v.picklist(['short', 'long']),
  group: v.union([v.literal(''), slug]),
  role: v.picklist(['', 'subject', 'superior']),
  required: v.boolean(),
  label: texts(400),
  hint: texts(1000, 0),
  example: texts(1000, 0),
})

const questionnaire = v.strictObject({ version: whole(1, 0xffff_ffff), questions: list(question, 1, 64) })

const days = whole(1, 36_500)

const policy = v.strictObject({
  acknowledgeDays: days,
  feedbackDays: days,
  envelopeDays: days,
  dropDays: days,
  blobDays: days,
  shardBits: whole(0, 16),
})

const formFile = v.strictObject({
  path: v.pipe(
    v.string(),
    v.maxLength(200),
    v.regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/),
  ),
  sha256: base64Of(32),
})

/** Every field of a keyring by itself; what holds between them is for {@link parseKeyring} to say. */
export const keyringSchema = v.strictObject({
  candor: v.literal('keyring'),
  version: v.literal(1),
  seq: whole(1, 0xffff_ffff),
  previous: v.union([v.literal(''), base64Of(32)]),
  validFrom: daySchema,
  validUntil: daySchema,
  threshold: whole(1, 16),
  roots: list(base64Of(32), 1, 16),
  logKeys: list(base64Of(32), 1, 8),
  languages: list(v.pipe(v.string(), v.regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?$/)), 1, 16),
  name: texts(200),
  contact: texts(1000, 0),
  desks: list(desk, 1, 32),
  recipients: list(recipient, 1, MOST_RECIPIENTS),
  questionnaire,
  policy,
  form: list(formFile, 0, 64),
})

/** The signed directory of an organisation (docs/protocol.md, 4.1). */
export type Keyring = v.InferOutput<typeof keyringSchema>
export type Recipient = Keyring['recipients'][number]
export type Desk = Keyring['desks'][number]
export type Question = Keyring['questionnaire']['questions'][number]

/**
 * Reads a payload (docs/protocol.md, 4.2).
 * @throws `keyring_newer` when a later version wrote it, `keyring_malformed` for anything else that is not exact.
 */
export function parseKeyring(payload: Bytes): Keyring {
  if (payload.length > LARGEST_KEYRING) throw malformed('it is too long')
  const keyring = parseCanonical(keyringSchema, payload)
  if (keyring === null)
    throw isNewer(payload) ? newer() : malformed('it is not written as the protocol demands')
  const fault = findFault(keyring)
  if (fault !== null) throw malformed(fault)
  return keyring
}

/**
 * The payload of a keyring (docs/protocol.md, 4.2).
 * @throws `keyring_malformed` when it breaks a rule that readers check.
 */
export function encodeKeyring(keyring: Keyring): Bytes {
  const parsed = v.safeParse(keyringSchema, keyring)
  if (!parsed.success) {
    throw malformed(`${v.getDotPath(parsed.issues[0]) ?? 'it'} is not as the protocol demands`)
  }
  const payload = encodeCanonical(parsed.output)
  parseKeyring(payload)
  return payload
}

/** The rules that no field knows alone; the first that is broken, as a sentence. */
function findFault(keyring: Keyring): string | null {
  const rules: readonly (readonly [boolean, string])[] = [
    [(keyring.seq === 1) === (keyring.previous === ''), 'only the first keyring has no previous one'],
    [validity(keyring), 'its dates are out of order or too far apart'],
    [keyring.threshold <= keyring.roots.length, 'it asks for more signatures than it has roots'],
    [distinct(allKeys(keyring)), 'a key stands in it twice'],
    [distinct(keyring.languages), 'a language stands in it twice'],
    [distinct(ids(keyring.desks)), 'a desk stands in it twice'],
    [distinct(ids(keyring.recipients)), 'a recipient stands in it twice'],
    [distinct(ids(keyring.questionnaire.questions)), 'a question stands in it twice'],
    [keyring.questionnaire.questions.some(({ required }) => required), 'no question asks for an answer'],
    [translated(keyring), 'a text is missing in one of its languages'],
    [
      keyring.recipients.every(({ desks }) => ordered(desks, ids(keyring.desks))),
      'a recipient is at an unknown desk',
    ],
    [ids(keyring.desks).every((id) => readersOf(keyring, id) > 0), 'a desk has no recipient'],
    [sorted(keyring.form.map(({ path }) => path)), 'the files of the form are out of order'],
  ]
  return rules.find(([holds]) => !holds)?.[1] ?? null
}

function validity({ validFrom, validUntil }: Keyring): boolean {
  const span = parseDay(validUntil) - parseDay(validFrom)
  return span >= 0 && span <= LONGEST_VALIDITY_DAYS
}

const allKeys = (keyring: Keyring): string[] => [
  ...keyring.roots,
  ...keyring.logKeys,
  ...keyring.recipients.flatMap(({ identity, epochs }) => [identity, ...epochs]),
]

function translated({ languages, name, contact, desks, recipients, questionnaire }: Keyring): boolean {
  const all = [
    name,
    contact,
    ...desks.flatMap(({ label, about }) => [label, about]),
    ...recipients.map(({ label }) => label),
    ...questionnaire.questions.flatMap(({ label, hint, example }) => [label, hint, example]),
  ]
  return all.every((each) => each.length === languages.length)
}

const ids = (items: readonly { readonly id: string }[]): string[] => items.map(({ id }) => id)

const readersOf = (keyring: Keyring, deskId: string): number =>
  keyring.recipients.filter(({ desks }) => desks.includes(deskId)).length

const sorted = (paths: readonly string[]): boolean =>
  paths.every((path, i) => i === 0 || path > (paths[i - 1] as string))

function isNewer(payload: Bytes): boolean {
  const head = v.safeParse(
    v.object({ candor: v.literal('keyring'), version: v.number() }),
    parseJson(payload),
  )
  return head.success && Number.isInteger(head.output.version) && head.output.version > 1
}

const newer = () =>
  new CandorError(
    'keyring_newer',
    'this organisation uses a newer version of Candor',
    'update Candor and try again',
  )

const malformed = (why: string) => new CandorError('keyring_malformed', `this keyring is refused: ${why}`)
