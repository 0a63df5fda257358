import * as v from 'valibot'
import { CandorError } from '../protocol/errors.ts'
import type { Keyring } from '../protocol/keyring/statement.ts'
import type { TipDraft } from '../protocol/tip.ts'

const answers = v.record(v.string(), v.union([v.string(), v.array(v.string())]))

const inputSchema = v.strictObject({
  desks: v.array(v.string()),
  exclude: v.optional(v.array(v.string()), []),
  escalate: v.optional(v.array(v.string()), []),
  language: v.optional(v.string()),
  answers,
})

/** A tip as a person writes it down: desks and people by id or by label, answers by question. */
export type TipInput = v.InferOutput<typeof inputSchema>

/**
 * Reads a tip file.
 * @throws `tip_malformed`, naming the place
 */
export function parseTipInput(json: unknown): TipInput {
  const result = v.safeParse(inputSchema, json)
  if (result.success) return result.output
  const place = v.getDotPath(result.issues[0]) ?? 'the whole'
  throw new CandorError('tip_malformed', `the tip is not written as expected at “${place}”`, EXAMPLE)
}

const EXAMPLE = 'a tip looks like {"desks":["main"],"exclude":[],"answers":{"what":"…"}}'

/**
 * What the source decided, in the words of the keyring: ids, in its order.
 * @throws `recipient_unknown`
 */
export function draftFrom(keyring: Keyring, input: TipInput): TipDraft {
  return {
    language: input.language ?? (keyring.languages[0] as string),
    answers: answersInOrder(keyring, input.answers),
    desks: resolve('desk', keyring.desks, input.desks),
    exclude: resolve('person', keyring.recipients, input.exclude),
    escalate: resolve('desk', keyring.desks, input.escalate),
    files: [],
    checkpoint: '',
  }
}

function answersInOrder({ questionnaire }: Keyring, given: TipInput['answers']): TipDraft['answers'] {
  const order = questionnaire.questions.map(({ id }) => id)
  const ids = Object.keys(given).sort((a, b) => place(order, a) - place(order, b))
  return ids.flatMap((id) =>
    [given[id] ?? []]
      .flat()
      .map((text, n) => ({ id, n, text }))
      .filter(({ text }) => text !== ''),
  )
}

/** Questions that the keyring does not know come last; sealing refuses them by name. */
const place = (order: readonly string[], id: string): number => {
  const at = order.indexOf(id)
  return at < 0 ? order.length : at
}

interface Named {
  readonly id: string
  readonly label: readonly string[]
}

function resolve(what: 'desk' | 'person', known: readonly Named[], wanted: readonly string[]): string[] {
  const found = wanted.map((name) => find(what, known, name))
  return known.map(({ id }) => id).filter((id) => found.includes(id))
}

function find(what: 'desk' | 'person', known: readonly Named[], name: string): string {
  const matches = known.filter(({ id, label }) => id === name || label.includes(name))
  const [only] = matches
  if (only !== undefined && matches.length === 1) return only.id
  const choices = known.map(({ label }) => `“${label[0]}”`).join(', ')
  const problem = matches.length > 1 ? 'more than one' : 'no'
  throw new CandorError(
    'recipient_unknown',
    `there is ${problem} ${what} “${name}” in this organisation`,
    `choose from ${choices}`,
  )
}
