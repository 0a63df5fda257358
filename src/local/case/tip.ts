import type { Keyring } from '../../protocol/keyring/statement.ts'
import type { Tip } from '../../protocol/tip.ts'
import { textsOf } from '../texts.ts'
import type { AnswerView, TipView } from '../wire.ts'

/** A tip as it was written, with the questions of the keyring that it was sealed under. */
export const tipView = (keyring: Keyring, tip: Tip): TipView => ({
  language: tip.language,
  answers: tip.answers.map((answer) => answerView(keyring, answer)),
  desks: tip.desks,
  files: tip.files.map(({ name, type, size }) => ({ name, type, size })),
})

function answerView(keyring: Keyring, { id, n, text }: Tip['answers'][number]): AnswerView {
  const question = keyring.questionnaire.questions.find((each) => each.id === id)
  const asked = question === undefined ? [] : question.label
  return {
    id,
    n,
    group: question?.group ?? '',
    role: question?.role ?? '',
    question: textsOf(keyring, asked),
    text,
  }
}
