import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { CaseView } from '../../../src/local/wire.ts'
import type { DraftKeeper } from './drafts.ts'

/** The case that stands on the page: every part of it reads from here. */
export interface OpenCase {
  readonly number: number
  readonly view: CaseView
  readonly draft: DraftKeeper
  /** What the source said and nobody here had looked at when it was opened, by hash. */
  readonly fresh: ReadonlySet<string>
  /** Reads it again from the local server; what is typed, the focus and the scroll stay. */
  readonly reload: () => Promise<void>
}

/** What is written behind a departure would be forgotten with the case. */
export const isLeaving = ({ waiting }: Pick<CaseView, 'waiting'>): boolean =>
  waiting.some(({ type }) => type === 'leave')

export const CaseContext = createContext<OpenCase | null>(null)

export function useOpenCase(): OpenCase {
  const open = useContext(CaseContext)
  if (open === null) throw new Error('no case is open here')
  return open
}
