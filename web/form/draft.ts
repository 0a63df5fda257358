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
    escalate: [],
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

export const readersOf = (state: State, keyring: Keyring): Keyring['recipients'] =>
  peopleOf(state, keyring).filter(({ id }) => !state.exclude.includes(id))

/** Half of a character cannot be written; nothing else is touched. Nothing but spaces is no answer. */
const textOf = (text: string): string => (text.trim() === '' ? '' : text.replace(/\p{Surrogate}/gu, '\ufffd'))

/** All that was typed as one text, to be copied away. */
export const plainText = (state: State): string =>
  [state.story, ...Object.values(state.answers).flat()].filter((text) => text.trim() !== '').join('\n\n')
