import type { Keyring, Question } from '../../src/protocol/keyring/statement.ts'
import type { TipInput } from '../../src/source/draft.ts'
import type { State } from './state.ts'

/** The question that has a page of its own: the first long one that needs an answer. */
export function mainQuestion({ questionnaire }: Keyring): Question {
  const needed = questionnaire.questions.filter(({ required }) => required)
  return (needed.find(({ kind }) => kind === 'long') ?? needed[0]) as Question
}

export const otherQuestions = (keyring: Keyring): readonly Question[] => {
  const { id } = mainQuestion(keyring)
  return keyring.questionnaire.questions.filter((question) => question.id !== id)
}

/** The tip as it was typed, in the shape that `candor send` takes too. */
export function tipInput(state: State, keyring: Keyring): TipInput {
  const main = mainQuestion(keyring)
  const answers = otherQuestions(keyring).map(
    ({ id }) => [id, (state.answers[id] ?? []).map(textOf)] as const,
  )
  return {
    language: state.language,
    answers: { [main.id]: textOf(state.story), ...Object.fromEntries(answers) },
    desks: [...desksOf(state, keyring)],
    exclude: state.exclude.filter((id) => keyring.recipients.some((person) => person.id === id)),
    escalate: laterDeskOf(state, keyring).map(({ id }) => id),
  }
}

/** Where there is one desk only, nobody is asked. */
export const desksOf = (state: State, { desks }: Keyring): readonly string[] => {
  const ids = desks.map(({ id }) => id)
  return ids.length === 1 ? ids : ids.filter((id) => state.desks.includes(id))
}

/** The people at the chosen desks. */
export const peopleOf = (state: State, keyring: Keyring): Keyring['recipients'] => {
  const chosen = desksOf(state, keyring)
  return keyring.recipients.filter(({ desks }) => desks.some((desk) => chosen.includes(desk)))
}

/** Who can read at once. */
export const readersOf = (state: State, keyring: Keyring): Keyring['recipients'] =>
  peopleOf(state, keyring).filter(({ id }) => !state.exclude.includes(id))

/** The desks that could read when nobody answers: not chosen, and with somebody who does not read anyway. */
export const laterDesks = (state: State, keyring: Keyring): Keyring['desks'] => {
  const chosen = desksOf(state, keyring)
  return keyring.desks.filter(({ id }) => !chosen.includes(id) && peopleThere(state, keyring, id).length > 0)
}

/** The one that was named, as long as somebody is left there. */
export const laterDeskOf = (state: State, keyring: Keyring): Keyring['desks'] =>
  laterDesks(state, keyring).filter(
    ({ id }) => id === state.escalate && laterReadersOf(state, keyring).length > 0,
  )

/** The people of the desk that was named, who do not read anyway. */
export const laterPeopleOf = (state: State, keyring: Keyring): Keyring['recipients'] =>
  state.escalate === null || desksOf(state, keyring).includes(state.escalate)
    ? []
    : peopleThere(state, keyring, state.escalate)

/** Who can open it too, and is shown it only when nobody answers. */
export const laterReadersOf = (state: State, keyring: Keyring): Keyring['recipients'] =>
  laterPeopleOf(state, keyring).filter(({ id }) => !state.exclude.includes(id))

const peopleThere = (state: State, keyring: Keyring, desk: string): Keyring['recipients'] => {
  const first = peopleOf(state, keyring)
  return keyring.recipients.filter((person) => person.desks.includes(desk) && !first.includes(person))
}

/** Nothing but spaces is no answer. */
const textOf = (text: string): string => (text.trim() === '' ? '' : wellFormed(text))

/** Half of a character cannot be written; nothing else is touched. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd')

/** All that was typed as one text, to be copied away. */
export const plainText = (state: State): string =>
  [state.story, ...Object.values(state.answers).flat()].filter((text) => text.trim() !== '').join('\n\n')
