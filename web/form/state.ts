import type { Codename } from '../../src/source/submit.ts'
import type { Reason } from './refusal.ts'
import type { Language } from './words/index.ts'

export type ScreenName =
  | 'start'
  | 'story'
  | 'details'
  | 'exclude'
  | 'codename'
  | 'check'
  | 'sending'
  | 'sent'
  | 'stopped'
  | 'arrived'

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
  /** The words with which somebody looks for a tip. */
  sought: string
}

export const emptyState = (language: Language): State => ({
  language,
  screen: 'start',
  story: '',
  answers: {},
  repeats: {},
  desks: [],
  exclude: [],
  codename: null,
  asNumbers: false,
  asked: null,
  guesses: ['', ''],
  comesBack: true,
  peopleChanged: false,
  receipt: null,
  takenOn: null,
  refusal: null,
  sought: '',
})

/** Forgets everything but the language. Text that was typed cannot be overwritten in memory, only let go. */
export function wipe(state: State): void {
  state.codename?.entropy.fill(0)
  Object.assign(state, emptyState(state.language))
}

/** Whether somebody would lose something by closing the page. */
export const isUnsent = (state: State): boolean =>
  state.receipt === null && (state.story !== '' || Object.values(state.answers).flat().join('') !== '')
