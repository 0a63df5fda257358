import type { Codename } from '../../src/source/submit.ts'
import type { ReturnedTip, Visit } from '../../src/source/visit.ts'
import type { Reason } from './refusal.ts'
import type { Language } from './words/index.ts'

export type ScreenName =
  | 'start'
  | 'story'
  | 'details'
  | 'exclude'
  | 'escalate'
  | 'codename'
  | 'check'
  | 'sending'
  | 'sent'
  | 'stopped'
  | ReturnName

/** The screens for somebody who comes back; they are fetched when somebody does. */
export type ReturnName = 'return' | 'conversation' | 'withdraw' | 'elsewhere'

/** Everything that a person typed or chose. It lives here and nowhere else, and is emptied when they leave. */
export interface State {
  language: Language
  screen: ScreenName
  story: string
  /** Answers by question; several where a question may be repeated. */
  answers: Record<string, string[]>
  /** How often each group is asked. */
  repeats: Record<string, number>
  desks: string[]
  exclude: string[]
  /** The desk to which the case opens when nobody answers in time; null for none. */
  escalate: string | null
  codename: Codename | null
  asNumbers: boolean
  /** The two places that are asked for, counted from 0; null while the words are shown. */
  asked: readonly [number, number] | null
  guesses: [string, string]
  comesBack: boolean
  /** The people changed between choosing and sending. */
  peopleChanged: boolean
  receipt: string | null
  /** When it was taken, in days since 1970-01-01 UTC. */
  takenOn: number | null
  refusal: Reason | null
  /** The words with which somebody comes back, by place. */
  recalled: string[]
  /** They kept numbers: the keyboard of a phone shows digits. */
  recallsNumbers: boolean
  comeback: Comeback | null
  /** What they are about to say in the conversation. */
  reply: string
  /** What they are about to say when they withdraw. */
  farewell: string
}

/** What somebody found who came back. */
export interface Comeback {
  /** The codename's 16 bytes. */
  readonly entropy: Uint8Array
  visit: Visit
  /** How many weeks were looked at. */
  weeks: number
  /** Which of the tips is shown. */
  tip: ReturnedTip
  /** What is being done, one thing at a time. */
  busy: 'looking' | 'sending' | null
  /** What came of the last thing that was done. */
  outcome: 'sent' | 'new' | 'nothing' | null
  refusal: Reason | null
}

export const emptyState = (language: Language): State => ({
  language,
  screen: 'start',
  story: '',
  answers: {},
  repeats: {},
  desks: [],
  exclude: [],
  escalate: null,
  codename: null,
  asNumbers: false,
  asked: null,
  guesses: ['', ''],
  comesBack: true,
  peopleChanged: false,
  receipt: null,
  takenOn: null,
  refusal: null,
  recalled: Array.from({ length: 12 }, () => ''),
  recallsNumbers: false,
  comeback: null,
  reply: '',
  farewell: '',
})

/** Forgets everything but the language. Text that was typed cannot be overwritten in memory, only let go. */
export function wipe(state: State): void {
  state.codename?.entropy.fill(0)
  state.comeback?.entropy.fill(0)
  Object.assign(state, emptyState(state.language))
}

/** Whether somebody would lose something by closing the page. */
export const isUnsent = ({ receipt, story, answers, reply, farewell }: State): boolean =>
  (receipt === null && [story, ...Object.values(answers).flat()].join('') !== '') || reply + farewell !== ''
