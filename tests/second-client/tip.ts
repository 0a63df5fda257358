import { type Bytes, demand, join, label, Reader } from './bytes.ts'
import * as json from './json.ts'
import { bytesOf, type Keyring } from './keyring.ts'
import { sign, verify } from './primitives.ts'
import type { Finding } from './seal.ts'

const key = json.base64Of(32)

const answerRule = json.fields({ id: json.slug, n: json.whole(0, 99), text: json.text(1, 1_000_000) })

const fileRule = json.fields({
  name: json.text(1, 255),
  type: json.text(0, 100),
  size: json.whole(0, 2 ** 53 - 1),
  key,
  blobs: json.list(1, 16_384, key),
})

/** 7.4 */
const tipRule = json.fields({
  candor: json.oneOf('tip'),
  version: json.oneOf(1),
  verify: key,
  seal: json.base64Of(1216),
  thread: key,
  language: json.tag,
  questionnaire: json.whole(1, 2 ** 32 - 1),
  answers: json.list(1, 512, answerRule),
  desks: json.list(1, 32, json.slug),
  exclude: json.list(0, 64, json.hexOf(16)),
  escalate: json.list(0, 32, json.slug),
  files: json.list(0, 64, fileRule),
  checkpoint: json.text(0, 1000),
})

export type Tip = json.Read<typeof tipRule>

const checkAnswers = ({ answers }: Tip): void =>
  demand(json.areDistinct(answers.map(({ id, n }) => `${id} ${n}`)), 'an answer repeats')

const readTip = (bytes: Bytes): Tip => {
  const tip = tipRule(json.readJson(bytes))
  checkAnswers(tip)
  return tip
}

export const writeTip = (tip: Tip): Bytes => {
  checkAnswers(tip)
  return json.writeBy(tipRule, tip)
}

/** 7.4: what a keyring demands of desks, exclusions and escalation */
export const checkChoice = (keyring: Keyring, { desks, exclude, escalate }: Tip): void => {
  const order = keyring.desks.map(({ id }) => id)
  const readers = keyring.recipients.map(({ id }) => id)
  demand(json.isOrderedSubset(desks, order), 'desks out of order')
  demand(json.isOrderedSubset(exclude, readers), 'exclusions out of order')
  demand(json.isOrderedSubset(escalate, order), 'escalation out of order')
  demand(!escalate.some((desk) => desks.includes(desk)), 'escalation to a desk that has it')
}

/** 7.4: at one of these desks, and not excluded */
const reachedBy = (keyring: Keyring, at: string[], exclude: string[]): boolean[] =>
  keyring.recipients.map((one) => one.desks.some((desk) => at.includes(desk)) && !exclude.includes(one.id))

/** 7.4: the circle `desks` and the circle `escalate` together */
export const addressedOf = (keyring: Keyring, { desks, escalate, exclude }: Tip): boolean[] =>
  reachedBy(keyring, [...desks, ...escalate], exclude)

/** 7.4: whether anybody reads it at once */
export const isReadAtOnce = (keyring: Keyring, { desks, exclude }: Tip): boolean =>
  reachedBy(keyring, desks, exclude).includes(true)

/** 7.4: answers the required questions, and only those that the keyring asks */
export const checkQuestions = (
  { questionnaire }: Keyring,
  { answers, questionnaire: version }: Tip,
): void => {
  const { questions } = questionnaire
  demand(version === questionnaire.version, 'another questionnaire')
  const isAsked = ({ id, n }: Tip['answers'][number]) =>
    questions.some((question) => question.id === id && (n === 0 || question.group !== ''))
  demand(answers.every(isAsked), 'an answer to no question')
  const isAnswered = (wanted: string) => answers.some(({ id }) => id === wanted)
  demand(
    questions.every(({ id, required }) => !required || isAnswered(id)),
    'a required answer is missing',
  )
}

const signedBytes = (ctx: Bytes, tip: Bytes): Bytes => join(label('tip-signature'), ctx, tip)

export const writeContent = (seed: Bytes, ctx: Bytes, tip: Bytes): Bytes =>
  join(sign(seed, signedBytes(ctx, tip)), tip)

/** 7.5: parses and checks the signature */
export const readContent = (ctx: Bytes, content: Bytes): Tip => {
  const reader = new Reader(content)
  const signature = reader.take(64)
  const bytes = reader.rest()
  const tip = readTip(bytes)
  demand(verify(bytesOf(tip.verify), signedBytes(ctx, bytes), signature), 'not signed by its source')
  return tip
}

/** 7.5: the findings are exactly the addressed */
export const checkFindings = (keyring: Keyring, tip: Tip, findings: Finding[]): void => {
  const demanded = addressedOf(keyring, tip).map((yes) => (yes ? 'addressed' : 'left out'))
  demand(demanded.join() === findings.join(), 'not sealed to whom it says')
}
