import { signal } from '@preact/signals'
import type { DeskState } from '../../../src/local/wire.ts'
import { api, listenToRefusals, Refused } from './api.ts'
import { clearInbox, loadInbox } from './inbox.ts'
import { followHistory, forgetPlace } from './place.ts'

/** `lost`: the program has ended, or this tab has no session with it. */
export const phase = signal<'starting' | 'locked' | 'open' | 'lost'>('starting')
export const deskState = signal<DeskState | null>(null)

/** The link brings a token behind a #, which no server sees and which is not left standing. */
export async function start(): Promise<void> {
  listenToRefusals((code) => {
    if (code === 'locked') closeDesk()
    if (code === 'session_missing') lose()
  })
  const token = location.hash.slice(1)
  history.replaceState(null, '', '/')
  followHistory()
  await orLost(async () => {
    if (token !== '') await api.takeSession(token)
    await settle(await api.state())
  })
}

export async function unlock(password: string): Promise<void> {
  await settle(await api.unlock(password))
}

/** What can be read goes first, whatever the server answers. */
export function lock(): void {
  closeDesk()
  void orLost(async () => {
    deskState.value = await api.lock()
  })
}

async function settle(state: DeskState): Promise<void> {
  deskState.value = state
  if (state.locked) return closeDesk()
  await loadInbox()
  phase.value = 'open'
}

function closeDesk(): void {
  phase.value = 'locked'
  clearInbox()
  forgetPlace()
}

function lose(): void {
  closeDesk()
  phase.value = 'lost'
}

async function orLost(act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    lose()
  }
}
