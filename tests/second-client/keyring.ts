import { type Bytes, dayFromText, demand, fromBase64 } from './bytes.ts'
import * as json from './json.ts'
import { sha256 } from './primitives.ts'

const top32 = 2 ** 32 - 1
const hash = json.base64Of(32)
const days = json.whole(1, 36_500)

const day: json.Rule<string> = (value) => {
  const text = json.text(10, 10)(value)
  dayFromText(text)
  return text
}

const previous: json.Rule<string> = (value) => (value === '' ? '' : hash(value))

const formPath = json.matching(/^(?=.{1,200}$)[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/)

type Texts = (min: number, max: number) => json.Rule<string[]>

const deskRule = (texts: Texts) => json.fields({ id: json.slug, label: texts(1, 200), about: texts(0, 1000) })

/** 4.1.1 */
const recipientRule = (texts: Texts) =>
  json.fields({
    id: json.hexOf(16),
    label: texts(1, 200),
    desks: json.list(1, 32, json.slug),
    identity: hash,
    firstEpoch: json.whole(0, top32),
    epochs: json.list(1, 64, hash),
    signature: json.base64Of(64),
  })

/** 4.1.2 */
const questionRule = (texts: Texts) =>
  json.fields({
    id: json.slug,
    kind: json.oneOf('short', 'long'),
    group: (value) => (value === '' ? '' : json.slug(value)),
    role: json.oneOf('', 'subject', 'superior'),
    required: json.oneOf(true, false),
    label: texts(1, 400),
    hint: texts(0, 1000),
    example: texts(0, 1000),
  })

const policyRule = json.fields({
  acknowledgeDays: days,
  feedbackDays: days,
  envelopeDays: days,
  dropDays: days,
  blobDays: days,
  shardBits: json.whole(0, 16),
})

/** 4.1 */
const keyringRule = (texts: Texts) =>
  json.fields({
    candor: json.oneOf('keyring'),
    version: json.oneOf(1),
    seq: json.whole(1, top32),
    previous,
    validFrom: day,
    validUntil: day,
    threshold: json.whole(1, 16),
    roots: json.list(1, 16, hash),
    logKeys: json.list(1, 8, hash),
    languages: json.list(1, 16, json.tag),
    name: texts(1, 200),
    contact: texts(0, 1000),
    desks: json.list(1, 32, deskRule(texts)),
    recipients: json.list(1, 64, recipientRule(texts)),
    questionnaire: json.fields({
      version: json.whole(1, top32),
      questions: json.list(1, 64, questionRule(texts)),
    }),
    policy: policyRule,
    form: json.list(0, 64, json.fields({ path: formPath, sha256: hash })),
  })

export type Keyring = json.Read<ReturnType<typeof keyringRule>>
export type Recipient = Keyring['recipients'][number]
export type Keyed = { readonly keyring: Keyring; readonly hash: Bytes }

const checkDates = ({ seq, previous, validFrom, validUntil, threshold, roots }: Keyring): void => {
  const length = dayFromText(validUntil) - dayFromText(validFrom)
  demand((seq === 1) === (previous === ''), 'only the genesis has no predecessor')
  demand(length >= 0 && length <= 400, 'the days are out of order or too far apart')
  demand(threshold <= roots.length, 'the threshold cannot be met')
}

const ids = (items: { id: string }[]): string[] => items.map((item) => item.id)

const checkIds = ({ languages, desks, recipients, questionnaire }: Keyring): void => {
  const kinds = [languages, ids(desks), ids(recipients), ids(questionnaire.questions)]
  demand(kinds.every(json.areDistinct), 'an id or a language repeats')
}

const checkKeys = ({ roots, logKeys, recipients }: Keyring): void => {
  const own = recipients.flatMap(({ identity, epochs }) => [identity, ...epochs])
  demand(json.areDistinct([...roots, ...logKeys, ...own]), 'a key or a hash repeats')
}

const checkPlaces = ({ desks, recipients, questionnaire, form }: Keyring): void => {
  const order = ids(desks)
  const paths = form.map(({ path }) => path)
  demand(
    recipients.every((one) => json.isOrderedSubset(one.desks, order)),
    'desks out of order',
  )
  demand(
    order.every((desk) => recipients.some((one) => one.desks.includes(desk))),
    'a desk has no recipient',
  )
  demand(
    questionnaire.questions.some(({ required }) => required),
    'no question is required',
  )
  demand(
    paths.every((path, index) => index === 0 || (paths[index - 1] ?? '') < path),
    'the form is out of order',
  )
}

/** 4.1, 4.2 */
export const readKeyring = (payload: Bytes): Keyed => {
  demand(payload.length <= 524_288, 'a keyring too large')
  const value = json.readJson(payload)
  json.refuseNewer(value, 'keyring')
  const languages = json.list(1, 16, json.tag)(json.field(value, 'languages'))
  const texts: Texts = (min, max) => json.list(languages.length, languages.length, json.text(min, max))
  const keyring = keyringRule(texts)(value)
  for (const check of [checkDates, checkIds, checkKeys, checkPlaces]) check(keyring)
  return { keyring, hash: sha256(payload) }
}

/** The bytes of a key or hash that the rules above have read. */
export const bytesOf = (key: string): Bytes => fromBase64(key)
