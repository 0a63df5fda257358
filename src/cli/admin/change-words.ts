import type { Change } from '../../protocol/keyring/changes.ts'
import { type Keyring, type Recipient } from '../../protocol/keyring/statement.ts'
import { dayText, firstDayOfEpoch } from '../../protocol/time.ts'
import { inWords, labelOf, type Named } from '../cases/people.ts'

type Words = {
  readonly [Type in Change['type']]: (
    change: Change & { readonly type: Type },
    desksText: (ids: readonly string[]) => string,
  ) => string
}

const WORDS: Words = {
  'reader-added': ({ recipient, desks }, desksText) =>
    `${labelOf(recipient)} is new: from then on they can read what is sent to ${desksText(desks)}.`,
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
  'desk-added': ({ desk }) => `The desk ${labelOf(desk)} is new.`,
  'desk-removed': ({ desk }) => `The desk ${labelOf(desk)} is closed.`,
  'desk-renamed': ({ desk, before }) =>
    `The desk ${labelOf(before)} is shown to sources under another name: ${allLabels(desk)}.`,
  'desk-described': ({ desk }) => `The desk ${labelOf(desk)} is described in other words.`,
  order: (change) => `The ${ORDERED[change.of]} stand in another order.`,
  validity: ({ from, until }) => `It can be used from ${from} to ${until}.`,
  'root-added': () => 'A root key is added: it can sign the keyrings that come after.',
  'root-removed': () => 'A root key is taken out: it signs nothing after this.',
  threshold: ({ before, after }) => `From then on ${after} of the root keys must sign, instead of ${before}.`,
  'log-key-added': ({ key }) => `Receipts of another server key count as well: ${key}`,
  'log-key-removed': ({ key }) => `Receipts of a server key do not count any more: ${key}`,
  texts: ({ field }) => `The ${TEXTS[field]} of the organisation changes.`,
  questionnaire: (change) => `Sources are asked other questions: ${questionsText(change)}.`,
  policy: ({ field, before, after }) => `${POLICY[field]}: ${after} instead of ${before}.`,
  form: ({ path, what }) => `The file ${path} of the form is ${what}.`,
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
    ...(added.length > 0 ? [`${inWords(added)} added`] : []),
    ...(changed.length > 0 ? [`${inWords(changed)} changed`] : []),
    ...(removed.length > 0 ? [`${inWords(removed)} removed`] : []),
  ]
  return parts.length > 0 ? parts.join('; ') : 'another number of the list, or another order'
}

export const deskText = (desks: readonly Named[], id: string): string => {
  const found = desks.find((each) => each.id === id)
  return found === undefined ? id : labelOf(found)
}

const allLabels = ({ label }: Named): string => label.map((text) => `“${text}”`).join(', ')

/** The last day of the last week for which somebody has a key of its own. */
export const lastDay = ({ firstEpoch, epochs }: Pick<Recipient, 'firstEpoch' | 'epochs'>): string =>
  dayText(firstDayOfEpoch(firstEpoch + epochs.length) - 1)
