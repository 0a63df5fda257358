import type { Change } from '../../protocol/keyring/changes.ts'
import type { Keyring, Question, Recipient } from '../../protocol/keyring/statement.ts'
import { dayText, firstDayOfEpoch } from '../../protocol/time.ts'
import { oneLine } from '../cases/one-line.ts'
import { inWords, labelOf, type Named } from '../cases/people.ts'

type Words = {
  readonly [Type in Change['type']]: (
    change: Change & { readonly type: Type },
    desksText: (ids: readonly string[]) => string,
  ) => string
}

const WORDS: Words = {
  'reader-added': ({ recipient, desks }, desksText) =>
    `${labelOf(recipient)} is new: from then on they can read what is sent to ${desksText(desks)}.${seenAs(recipient)}`,
  'reader-removed': ({ recipient }) =>
    `${labelOf(recipient)} is removed: they cannot read what is sent from then on. What was sealed to them before, they still can.`,
  'identity-replaced': ({ recipient }) =>
    `${labelOf(recipient)} gets another identity. Whoever holds it reads in their place from then on.`,
  'desk-given': ({ recipient, desk }, desksText) =>
    `${labelOf(recipient)} can also read what is sent to ${desksText([desk])} from then on.`,
  'desk-taken': ({ recipient, desk }, desksText) =>
    `${labelOf(recipient)} cannot read what is sent to ${desksText([desk])} from then on.`,
  'recipient-renamed': ({ recipient, before }) =>
    `${labelOf(before)} is shown to sources under another name: ${allLabels(recipient)}.`,
  'intake-keys': ({ recipient }) => `${labelOf(recipient)} has keys until ${lastDay(recipient)}.`,
  'desk-added': ({ desk }) => `The desk ${labelOf(desk)} is new${described(desk.about)}.${seenAs(desk)}`,
  'desk-removed': ({ desk }) => `The desk ${labelOf(desk)} is closed.`,
  'desk-renamed': ({ desk, before }) =>
    `The desk ${labelOf(before)} is shown to sources under another name: ${allLabels(desk)}.`,
  'desk-described': ({ desk }) =>
    `The desk ${labelOf(desk)} is described in other words${described(desk.about)}.`,
  order: (change) => `The ${ORDERED[change.of]} stand in another order.`,
  validity: ({ from, until }) => `It can be used from ${from} to ${until}.`,
  'root-added': () => 'A root key is added: it can sign the keyrings that come after.',
  'root-removed': () => 'A root key is taken out: it signs nothing after this.',
  threshold: ({ before, after }) =>
    `From then on ${after} of the root keys must sign${before === 0 ? '' : `, instead of ${before}`}.`,
  'log-key-added': ({ key }) => `Receipts of another server key count as well: ${key}`,
  'log-key-removed': ({ key }) => `Receipts of a server key do not count any more: ${key}`,
  texts: ({ field, after }) => `The ${TEXTS[field]} of the organisation is now ${quoted(after)}.`,
  questionnaire: (change) => `Sources are asked other questions: ${questionsText(change)}.`,
  policy: (change) => policyText(change),
  form: ({ path, what, sha256 }) =>
    `The file ${path} of the form is ${what}${sha256 === '' ? '' : `, with the SHA-256 ${sha256}`}.`,
}

/** What a change means for people, as a sentence. */
export function wordsOf(change: Change, deskNames: readonly Named[]): string {
  const words = WORDS[change.type] as (of: Change, desksText: (ids: readonly string[]) => string) => string
  return words(change, (ids) => inWords(ids.map((id) => deskText(deskNames, id))))
}

const TEXTS = { languages: 'list of languages', name: 'name', contact: 'contact' } as const

const ORDERED = {
  recipients: 'people',
  desks: 'desks',
  roots: 'root keys',
  logKeys: 'keys for receipts',
  questions: 'questions',
} as const

const POLICY: Readonly<Record<keyof Keyring['policy'], string>> = {
  acknowledgeDays: 'Days until a source is answered',
  feedbackDays: 'Days until a source is told what came of it',
  envelopeDays: 'Days that the server keeps sealed tips',
  dropDays: 'Days that the server keeps messages',
  blobDays: 'Days that the server keeps files',
  shardBits: 'Parts into which the messages of a week are divided, as a power of two',
}

function questionsText({
  added,
  changed,
  removed,
}: Extract<Change, { readonly type: 'questionnaire' }>): string {
  const parts = [
    ...(added.length > 0 ? [`added ${added.map(questionText).join(', ')}`] : []),
    ...(changed.length > 0 ? [`changed to ${changed.map(questionText).join(', ')}`] : []),
    ...(removed.length > 0 ? [`${inWords(removed)} removed`] : []),
  ]
  return parts.length > 0 ? parts.join('; ') : 'another number of the list, or another order'
}

/** All that a source is shown of it, and what the form does with it. */
function questionText({ id, kind, group, role, required, label, hint, example }: Question): string {
  const traits = [
    kind,
    ...(required ? ['required'] : []),
    ...(group === '' ? [] : [`repeated with ${group}`]),
    ...(role === '' ? [] : [`the answer can be left out as a ${role}`]),
  ]
  const more = [hint, example].filter((texts) => texts.some((text) => text !== '')).map(quoted)
  return [`${id} (${traits.join(', ')}) ${quoted(label)}`, ...more].join(' – ')
}

function policyText({ field, before, after }: Extract<Change, { readonly type: 'policy' }>): string {
  if (before < 0) return `${POLICY[field]}: ${after}.`
  return `${POLICY[field]}: ${after} instead of ${before}.${consequence(field, before, after)}`
}

/** What follows from it is not plain from the number. */
function consequence(field: keyof Keyring['policy'], before: number, after: number): string {
  if (field === 'shardBits' && after > before)
    return ' The more parts there are, the better the server can tell one source from another.'
  const isDeleting = field === 'envelopeDays' || field === 'dropDays' || field === 'blobDays'
  return isDeleting && after < before ? ' What it holds already is deleted sooner too.' : ''
}

export const deskText = (desks: readonly Named[], id: string): string => {
  const found = desks.find((each) => each.id === id)
  return found === undefined ? id : labelOf(found)
}

/** Somebody's words, which begin no line of ours. */
const quoted = (texts: readonly string[]): string => texts.map((text) => `“${oneLine(text)}”`).join(', ')

const allLabels = ({ label }: Named): string => quoted(label)

/** In every language, where they differ: whoever signs may read another one than sources do. */
const seenAs = (named: Named): string =>
  named.label.every((text) => text === named.label[0]) ? '' : ` Sources see ${allLabels(named)}.`

const described = (about: readonly string[]): string =>
  about.every((text) => text === '') ? '' : `: ${quoted(about)}`

/** The last day of the last week for which somebody has a key of its own. */
export const lastDay = ({ firstEpoch, epochs }: Pick<Recipient, 'firstEpoch' | 'epochs'>): string =>
  dayText(firstDayOfEpoch(firstEpoch + epochs.length) - 1)
