import type {
  ChangeView,
  ListedDesk,
  ListedPerson,
  ListedQuestion,
  Texts,
} from '../../../../src/local/wire.ts'
import { parseDay } from '../../../../src/protocol/time.ts'
import type { Language } from '../../words/index.ts'
import { speech } from '../../words/speech.ts'
import { en } from './en.ts'
import { kk } from './kk.ts'
import { ru } from './ru.ts'
import type { ChangeWords } from './words.ts'

/** A change as a person reads it. */
export interface Said {
  readonly text: string
  /** Somebody can read afterwards what they could not before. */
  readonly isGrave: boolean
  /** Twelve words of whoever comes in, to be compared over another channel. */
  readonly compare: { readonly name: string; readonly words: string } | null
}

const WORDS: Readonly<Record<Language, ChangeWords>> = { en, ru, kk }

/** Everything that changes, in the order in which it was found; renewals that are alike are one sentence. */
export function sayChanges(language: Language, changes: readonly ChangeView[]): Said[] {
  const t = teller(language)
  const renewals = changes.filter((change) => change.type === 'intake-keys')
  const days = [...new Set(renewals.map(({ person }) => person.until))]
  const others = changes.filter((change) => change.type !== 'intake-keys')
  return [
    ...others.map((change) => ({ text: t.say(change), ...weight(t, change) })),
    ...days.map((day) => {
      const people = renewals.filter(({ person }) => person.until === day)
      const names = t.list(people.map(({ person }) => t.name(person.label)))
      return { text: t.w.keysUntil(names, t.day(day)), isGrave: false, compare: null }
    }),
  ]
}

export const sayNothing = (language: Language): string => WORDS[language].nothing

function weight(t: Teller, change: ChangeView): Pick<Said, 'isGrave' | 'compare'> {
  const isGrave =
    change.type === 'reader-added' || change.type === 'identity-replaced' || change.type === 'desk-given'
  if (change.type === 'reader-added' || change.type === 'identity-replaced')
    return { isGrave, compare: { name: t.name(change.person.label), words: change.person.words } }
  if (change.type === 'root-added' || change.type === 'root-removed')
    return { isGrave, compare: { name: '', words: change.words } }
  return { isGrave, compare: null }
}

type Teller = ReturnType<typeof teller>

/** What sentences are made of, in one language. */
function teller(language: Language) {
  const w = WORDS[language]
  const { date, list, number } = speech[language]
  const name = (texts: Texts): string => oneLine(texts[language] || texts['en'] || valuesOf(texts)[0] || '')
  const quoted = (texts: Texts): string => valuesOf(texts).map(oneLine).map(w.quote).join(', ')
  const t = {
    w,
    list,
    number,
    name,
    quoted,
    day: (day: string): string => date(parseDay(day)),
    desks: (desks: readonly Texts[]): string => list(desks.map(name)),
    /** In every language, where they differ: whoever approves may read another one than sources do. */
    seenAs: ({ label }: ListedPerson | ListedDesk): string =>
      new Set(valuesOf(label)).size < 2 ? '' : ` ${w.seenAs(quoted(label))}`,
    about: ({ about }: ListedDesk): string =>
      valuesOf(about).every((text) => text === '') ? '' : ` ${w.about(quoted(about))}`,
  }
  return { ...t, say: (change: ChangeView): string => (SAYS[change.type] as Saying)(change as never, t) }
}

type Parts = Omit<Teller, 'say'>
type Saying = (change: never, t: Parts) => string
type Says = {
  readonly [Type in ChangeView['type']]: (change: ChangeView & { readonly type: Type }, t: Parts) => string
}

const SAYS: Says = {
  'reader-added': ({ person }, t) =>
    t.w.readerAdded(t.name(person.label), t.desks(person.desks)) + t.seenAs(person),
  'reader-removed': ({ person }, t) => t.w.readerRemoved(t.name(person.label), t.desks(person.desks)),
  'identity-replaced': ({ person }, t) => t.w.identityReplaced(t.name(person.label)),
  'recipient-renamed': ({ person, before }, t) =>
    t.w.personRenamed(t.name(before.label), t.quoted(person.label)),
  'intake-keys': ({ person }, t) => t.w.keysUntil(t.name(person.label), t.day(person.until)),
  'desk-given': ({ person, desk }, t) => t.w.deskGiven(t.name(person.label), t.name(desk)),
  'desk-taken': ({ person, desk }, t) => t.w.deskTaken(t.name(person.label), t.name(desk)),
  'desk-added': ({ desk }, t) => t.w.deskAdded(t.name(desk.label)) + t.about(desk) + t.seenAs(desk),
  'desk-removed': ({ desk }, t) => t.w.deskRemoved(t.name(desk.label)),
  'desk-renamed': ({ desk, before }, t) => t.w.deskRenamed(t.name(before.label), t.quoted(desk.label)),
  'desk-described': ({ desk }, t) => t.w.deskDescribed(t.name(desk.label)) + t.about(desk),
  order: ({ of }, t) => t.w.order[of],
  validity: ({ from, until }, t) => t.w.validity(t.day(from), t.day(until)),
  'root-added': (_, t) => t.w.rootAdded,
  'root-removed': (_, t) => t.w.rootRemoved,
  threshold: ({ before, after }, t) => t.w.threshold(t.number(after), before === 0 ? null : t.number(before)),
  'log-key-added': ({ key }, t) => t.w.logKeyAdded(key),
  'log-key-removed': ({ key }, t) => t.w.logKeyRemoved(key),
  texts: ({ field, after }, t) => t.w.texts[field](t.quoted(after)),
  languages: ({ after }, t) => t.w.languages(t.list(after)),
  questionnaire: (change, t) => questionsText(change, t),
  policy: (change, t) => policyText(change, t),
  form: ({ path, what, sha256 }, t) => t.w.form[what](path) + (sha256 === '' ? '' : ` ${t.w.sha256(sha256)}`),
}

type ChangeOf<Type extends ChangeView['type']> = Extract<ChangeView, { readonly type: Type }>

function questionsText({ added, changed, removed }: ChangeOf<'questionnaire'>, t: Parts): string {
  const { questions } = t.w
  const say = (all: readonly ListedQuestion[]) => all.map((each) => questionText(each, t)).join('; ')
  const parts = [
    added.length > 0 ? questions.added(say(added)) : '',
    changed.length > 0 ? questions.changed(say(changed)) : '',
    removed.length > 0 ? questions.removed(t.list(removed)) : '',
  ].filter(Boolean)
  return parts.length > 0 ? parts.join(' ') : questions.renumbered
}

/** All that a source is shown of it, and what the form does with it. */
function questionText(
  { id, kind, group, role, required, label, hint, example }: ListedQuestion,
  t: Parts,
): string {
  const { questions } = t.w
  const traits = [
    id,
    questions.kind[kind],
    required ? questions.required : '',
    group === '' ? '' : questions.repeated(group),
    role === '' ? '' : questions.role[role],
  ].filter(Boolean)
  const more = [hint, example].filter((texts) => valuesOf(texts).some((text) => text !== ''))
  return [`${t.quoted(label)} (${traits.join(', ')})`, ...more.map(t.quoted)].join(' – ')
}

function policyText({ field, before, after }: ChangeOf<'policy'>, t: Parts): string {
  const text = t.w.policyChange(t.w.policy[field], t.number(after), before < 0 ? null : t.number(before))
  return [text, before < 0 ? '' : consequence(field, before, after, t.w)].filter(Boolean).join(' ')
}

/** What follows from it is not plain from the number. */
function consequence(
  field: ChangeOf<'policy'>['field'],
  before: number,
  after: number,
  w: ChangeWords,
): string {
  if (field === 'shardBits' && after > before) return w.tellsApart
  const isDeleting = field === 'envelopeDays' || field === 'dropDays' || field === 'blobDays'
  return isDeleting && after < before ? w.deletedSooner : ''
}

const valuesOf = (texts: Texts): string[] => Object.values(texts)

/** Somebody's words begin no line of ours. */
const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim()
