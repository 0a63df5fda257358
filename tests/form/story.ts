import { type Ledger, openLedger } from './ledger.ts'

/** Stands in everything that anybody writes. */
export const MARK = 'Qyzylqūm'

/** A case, as everybody but its source calls it. */
export interface Case {
  readonly key: 'a' | 'b'
  /** Its two words, once it arrived. */
  name: string
  readonly talk: Ledger
  readonly team: Ledger
  /** How often it was given to somebody. */
  assigned: number
}

export function openCase(key: Case['key']): Case {
  return { key, name: '', talk: openLedger(), team: openLedger(), assigned: 0 }
}

export const tongues = [
  'In April and in June; the second one was for school furniture.',
  'Начальник отдела закупок отдаёт договоры фирме своего брата.',
  'Қызметкерлер шағымданды: ә ғ қ ң ө ұ ү һ і — бәрі осында.',
  'ئۇيغۇرچە ۋە عربي: ‏١٢٣ <b>&amp;</b> 👩‍👩‍👧',
  'First line.\n\n  | when | what |\n  | May\t| 1 000 000 ₸ |\n\nLast line',
] as const

/** How much was said about each case. */
export const count = { a: 0, b: 0 }

/** A text that nobody else writes, now and then one of several cells. */
export function words({ key }: Case, who: string, isShort = false): string {
  const n = ++count[key]
  const tongue = tongues[n % tongues.length] ?? ''
  const text = `${MARK}-${key}-${n}-${who}: ${tongue}`
  if (isShort) return text
  return n % 6 === 0 ? `${text} ${tongue.repeat(n === 18 ? 200 : 40)}`.slice(0, 14_000).trim() : text
}

export const storyOf = ({ key }: Case): string => `${MARK}-story-${key}: ${tongues[1]}`

export interface Said {
  readonly event: Readonly<Record<string, unknown>>
}

/** What is found in the team’s acts by a name: notes, reasons and labels. */
export const actName = ({ event }: Said): string[] => {
  if (event['type'] === 'note') return [event['text'] as string]
  if (event['type'] === 'status') return [event['reason'] as string]
  return event['type'] === 'label' ? (event['add'] as string[]) : []
}

export const textOf = ({ event }: Said): string[] =>
  typeof event['text'] === 'string' ? [event['text']] : []
