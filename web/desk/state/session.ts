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
    if (code === 'gone') void askOnceMore()
  })
  const token = location.hash.slice(1)
  history.replaceState(null, '', '/')
  followHistory()
  await orLost(async () => {
    if (token !== '') await api.takeSession(token).catch(ignoreRefusal)
    await settle(await api.state())
  })
}

/** A link that was used already does no harm where this tab has its session. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof Refused)) throw error
}

export async function unlock(password: string): Promise<void> {
  await settle(await api.unlock(password))
}

/** What has to be kept before a lock: drafts. They have a second, and the page is empty before. */
const keepers = new Set<() => Promise<unknown>>()

/** Has something kept before the desk is locked here. @returns what ends it */
export function beforeLock(keep: () => Promise<unknown>): () => void {
  keepers.add(keep)
  return () => keepers.delete(keep)
}

/** What can be read goes first, whatever the server answers. */
export function lock(): void {
  const kept = Promise.allSettled([...keepers].map((keep) => keep()))
  closeDesk()
  void orLost(async () => {
    await Promise.race([kept, new Promise((resolve) => setTimeout(resolve, 1000))])
    deskState.value = await api.lock()
  })
}

/** Lets the program know that somebody is there; it locks by itself where nobody is. */
export const stayOpen = (): Promise<void> => orLost(() => api.alive())

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

let isAsking = false

/** One request may fail for a reason of the browser's; two, half a second apart, say that the program has ended. */
async function askOnceMore(): Promise<void> {
  if (isAsking || phase.peek() === 'lost') return
  isAsking = true
  await new Promise((resolve) => setTimeout(resolve, 500))
  await orLost(async () => void (await api.state()))
  isAsking = false
}

async function orLost(act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    if (error.refusal.code !== 'locked') lose()
  }
}
