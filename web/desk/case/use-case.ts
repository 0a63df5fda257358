import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { CaseView, OpenRequest } from '../../../src/local/wire.ts'
import { api, Refused } from '../state/api.ts'
import { rows } from '../state/inbox.ts'
import { preferences } from '../state/preferences.ts'
import { whenPresent } from '../state/presence.ts'

interface LoadedCase {
  /** Null until it is there. */
  readonly view: CaseView | null
  /** What was not looked at before it was opened now, by hash: so it is marked for as long as it stands here. */
  readonly fresh: ReadonlySet<string>
  /** Why it could not be read: a stable code. */
  readonly trouble: string | null
  readonly reload: () => Promise<void>
}

/** The newest state of a case: read when it is opened, and again whenever its line in the inbox is sent again. */
export function useCase(number: number): LoadedCase {
  const [view, setView] = useState<CaseView | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const asked = useRef(0)
  const fresh = useRef(new Set<string>())
  const reload = useCallback(async () => {
    const turn = ++asked.current
    const isLatest = () => turn === asked.current
    try {
      const next = await api.case(number)
      if (!isLatest()) return
      for (const hash of unreadIn(next)) fresh.current.add(hash)
      setView(next)
      setTrouble(null)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (isLatest()) setTrouble(error.refusal.code)
    }
  }, [number])
  const row = rows.value.get(number)
  useEffect(() => void reload(), [reload, row])
  useEffect(() => () => void asked.current++, [])
  useOpening(number, view, reload)
  return { view, fresh: fresh.current, trouble, reload }
}

const unreadIn = ({ conversation }: CaseView): string[] =>
  (conversation?.lines ?? []).filter(({ isUnread }) => isUnread).map(({ hash }) => hash)

/** What stands on the page has been looked at, once somebody sits before it; the first time, a source may be told that a person has opened their tip. */
function useOpening(number: number, view: CaseView | null, reload: () => Promise<void>): void {
  const opened = useRef(false)
  useEffect(() => {
    if (view === null || (opened.current && unreadIn(view).length === 0)) return undefined
    return whenPresent(() => {
      const acknowledge = !opened.current && preferences.peek()?.acknowledges === true && view.tip !== null
      opened.current = true
      void open(number, { seen: unreadIn(view).slice(0, MOST_SEEN), acknowledge }, reload)
    })
  }, [view])
}

/** More is refused at once. */
const MOST_SEEN = 10_000

async function open(number: number, request: OpenRequest, reload: () => Promise<void>): Promise<void> {
  try {
    const { acknowledgement } = await api.open(number, request)
    if (acknowledgement !== null) await reload()
  } catch (error) {
    // Nothing that a person asked for: the next opening does it.
    if (!(error instanceof Refused)) throw error
  }
}
