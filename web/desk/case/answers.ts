import type { AnswerView } from '../../../src/local/wire.ts'

/** Answers that stand together: one alone, or all about one person. */
export interface AnswerGroup {
  /** Empty for an answer that stands alone. */
  readonly group: string
  /** Which of its kind: 0 is the first. */
  readonly n: number
  readonly answers: readonly AnswerView[]
}

interface SortedAnswers {
  /** What happened, in the source's words; null when every answer belongs to a group. */
  readonly main: AnswerView | null
  readonly groups: readonly AnswerGroup[]
}

/** The main text is the first answer that stands alone: the form asks what happened before anything else. */
export function sortAnswers(answers: readonly AnswerView[]): SortedAnswers {
  const main = answers.find(({ group }) => group === '') ?? null
  const groups = new Map<string, AnswerGroup>()
  for (const answer of answers) {
    if (answer === main) continue
    const { group, n, id } = answer
    const name = group === '' ? ` ${id} ${n}` : `${group} ${n}`
    const before = groups.get(name)?.answers ?? []
    groups.set(name, { group, n, answers: [...before, answer] })
  }
  return { main, groups: [...groups.values()] }
}
