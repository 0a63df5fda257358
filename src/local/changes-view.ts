import { fromBase64 } from '../protocol/bytes.ts'
import { fingerprint, identityKey } from '../protocol/fingerprint.ts'
import { type Change, changesOf } from '../protocol/keyring/changes.ts'
import type { Desk, Keyring, Question, Recipient } from '../protocol/keyring/statement.ts'
import type { Digests } from '../protocol/primitives/primitives.ts'
import { dayText, firstDayOfEpoch } from '../protocol/time.ts'
import { textsOf } from './texts.ts'
import type { ChangeView, ListedDesk, ListedPerson, ListedQuestion, Texts } from './wire.ts'

/** The last day of the last week for which somebody has a key of their own. */
export const lastDayOf = ({ firstEpoch, epochs }: Pick<Recipient, 'firstEpoch' | 'epochs'>): string =>
  dayText(firstDayOfEpoch(firstEpoch + epochs.length) - 1)

/** Twelve words to compare over another channel. */
export const wordsOf = (p: Digests, { id, identity }: Pick<Recipient, 'id' | 'identity'>): string =>
  fingerprint(p, 'identity', identityKey(id, fromBase64(identity)))

/** What the desks are called of which somebody reads, in a keyring. */
export const desksOf = (keyring: Keyring, ids: readonly string[]): Texts[] =>
  ids.map((id) => deskIn(keyring, id))

function deskIn(keyring: Keyring, id: string): Texts {
  const desk = keyring.desks.find((each) => each.id === id)
  return desk === undefined ? {} : textsOf(keyring, desk.label)
}

/** What people of a keyring are called. */
export const namesOf = (keyring: Keyring | null, ids: readonly string[]): Texts[] =>
  keyring === null
    ? []
    : keyring.recipients.filter(({ id }) => ids.includes(id)).map(({ label }) => textsOf(keyring, label))

/** The two keyrings: whoever or whatever is only in the one before has their texts in its languages. */
interface Between {
  readonly p: Digests
  readonly previous: Keyring
  readonly next: Keyring
}

type Views = {
  readonly [Type in Change['type']]: (change: Change & { readonly type: Type }, at: Between) => ChangeView
}

/** All that differs between two keyrings; of a first one all that it has. */
export function changesView(p: Digests, previous: Keyring | null, next: Keyring): ChangeView[] {
  const between = { p, previous: previous ?? next, next }
  return changesOf(previous, next).map((change) => {
    const view = VIEWS[change.type] as (of: Change, at: Between) => ChangeView
    return view(change, between)
  })
}

const VIEWS: Views = {
  'reader-added': ({ type, recipient }, { p, next }) => ({ type, person: personOf(p, next, recipient) }),
  'reader-removed': ({ type, recipient }, { p, previous }) => ({
    type,
    person: personOf(p, previous, recipient),
  }),
  'identity-replaced': (change, at) => ({ type: change.type, ...peopleOf(at, change) }),
  'recipient-renamed': (change, at) => ({ type: change.type, ...peopleOf(at, change) }),
  'intake-keys': (change, at) => ({ type: change.type, ...peopleOf(at, change) }),
  'desk-given': ({ type, recipient, desk }, { p, next }) => ({
    type,
    person: personOf(p, next, recipient),
    desk: deskIn(next, desk),
  }),
  'desk-taken': ({ type, recipient, desk }, { p, previous, next }) => ({
    type,
    person: personOf(p, next, recipient),
    desk: deskIn(next.desks.some(({ id }) => id === desk) ? next : previous, desk),
  }),
  'desk-added': ({ desk }, { next }) => ({ type: 'desk-added', desk: deskOf(next, desk) }),
  'desk-removed': ({ desk }, { previous }) => ({ type: 'desk-removed', desk: deskOf(previous, desk) }),
  'desk-renamed': (change, at) => ({ type: 'desk-renamed', ...desksBoth(at, change) }),
  'desk-described': (change, at) => ({ type: 'desk-described', ...desksBoth(at, change) }),
  order: (change) => change,
  validity: (change) => change,
  'root-added': ({ key }, { p }) => ({ type: 'root-added', words: rootWords(p, key) }),
  'root-removed': ({ key }, { p }) => ({ type: 'root-removed', words: rootWords(p, key) }),
  threshold: (change) => change,
  'log-key-added': ({ key }) => ({ type: 'log-key-added', key }),
  'log-key-removed': ({ key }) => ({ type: 'log-key-removed', key }),
  texts: ({ field, after }, { next }) =>
    field === 'languages'
      ? { type: 'languages', after }
      : { type: 'texts', field, after: textsOf(next, after) },
  questionnaire: ({ type, added, changed, removed }, { next }) => ({
    type,
    added: added.map((question) => questionOf(next, question)),
    changed: changed.map((question) => questionOf(next, question)),
    removed,
  }),
  policy: (change) => change,
  form: (change) => change,
}

const personOf = (p: Digests, keyring: Keyring, recipient: Recipient): ListedPerson => ({
  id: recipient.id,
  label: textsOf(keyring, recipient.label),
  desks: desksOf(keyring, recipient.desks),
  until: lastDayOf(recipient),
  words: wordsOf(p, recipient),
})

const peopleOf = (
  { p, previous, next }: Between,
  { recipient, before }: { readonly recipient: Recipient; readonly before: Recipient },
) => ({ person: personOf(p, next, recipient), before: personOf(p, previous, before) })

const deskOf = (keyring: Keyring, { id, label, about }: Desk): ListedDesk => ({
  id,
  label: textsOf(keyring, label),
  about: textsOf(keyring, about),
})

const desksBoth = (
  { previous, next }: Between,
  { desk, before }: { readonly desk: Desk; readonly before: Desk },
) => ({ desk: deskOf(next, desk), before: deskOf(previous, before) })

const questionOf = (keyring: Keyring, question: Question): ListedQuestion => ({
  ...question,
  label: textsOf(keyring, question.label),
  hint: textsOf(keyring, question.hint),
  example: textsOf(keyring, question.example),
})

const rootWords = (p: Digests, key: string): string => fingerprint(p, 'root', fromBase64(key))
