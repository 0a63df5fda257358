import type { Connection } from './connection.ts'
import type { Child } from './dom.ts'
import type { Session } from './session/index.ts'
import type { ScreenName, State } from './state.ts'
import type { Words } from './words/index.ts'

/** What a screen is given. */
export interface App {
  readonly state: State
  readonly connection: Connection
  /** Whether tips are sealed to a file. */
  readonly offline: boolean
  readonly words: () => Words
  readonly go: (screen: ScreenName) => void
  readonly back: () => void
  /** Makes the same screen again; the focus goes to the element with this id, where there is one. */
  readonly again: (focusId?: string) => void
  /** Told to people who do not see. */
  readonly announce: (text: string) => void
  readonly leave: () => void
}

/** A screen is made afresh whenever it is shown; `signal` ends when another takes its place. */
export type Screen = (app: App, signal: AbortSignal) => readonly Child[]

/** A screen that needs the directory. */
export type SessionScreen = (app: App, session: Session, signal: AbortSignal) => readonly Child[]
