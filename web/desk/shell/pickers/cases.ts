import type { InboxRow } from '../../../../src/local/wire.ts'
import { rows } from '../../state/inbox.ts'
import { words } from '../../words/index.ts'
import { pickerWords } from '../../words/pickers.ts'

/** What every picker takes: one case or many, by number. */
export interface OfCases {
  readonly cases: readonly number[]
}

/** The name of the one, or how many they are. */
export function casesText(cases: readonly number[]): string {
  const [first] = cases
  const one = cases.length === 1 && first !== undefined ? rows.peek().get(first) : undefined
  return one?.name ?? words(pickerWords).count(cases.length)
}

export const rowsOf = (cases: readonly number[]): InboxRow[] =>
  cases.flatMap((number) => rows.peek().get(number) ?? [])

/** What all of them have in common; null where they differ. */
export function common<Value>(cases: readonly number[], valueOf: (row: InboxRow) => Value): Value | null {
  const values = new Set(rowsOf(cases).map(valueOf))
  const [first] = values
  return values.size === 1 && first !== undefined ? first : null
}
