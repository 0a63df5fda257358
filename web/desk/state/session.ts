import { signal } from '@preact/signals'
import type { DeskState } from '../../../src/local/wire.ts'
import { api, listenToRefusals, Refused } from './api.ts'
import { clearInbox, loadInbox } from './inbox.ts'
import { followHistory, forgetPlace } from './place.ts'
import { doubt, provenServer } from './proof.ts'

/** `lost`: the program has ended, or this tab has no session with it. */
export const phase = signal<'starting' | 'locked' | 'open' | 'lost'>('starting')
/** Lost because something else answers in the program's place. */
export const isStranger = signal(false)
export const deskState = signal<DeskState | null>(null)

/** The link brings a token behind a #, which no server sees and which is not left standing. */
export async function start(): Promise<void> {
  listenToRefusals((code) => {
    if (code === 'locked') closeDesk()
    if (code === 'session_missing') lose()
    if (code === 'stranger') loseToStranger()
    if (code === 'gone') void askOnceMore()
  })
  const token = location.hash.slice(1)
  history.replaceState(null, '', '/')
  followHistory()
  addEventListener('pageshow', ({ persisted }) => persisted && void lookAgain())
  setInterval(() => phase.peek() === 'locked' && void lookWhileLocked(), LOOKS_EVERY_MS)
  await orLost(async () => {
    if (token !== '') await api.takeSession(token).catch(ignoreRefusal)
    await settle(await api.state())
  })
}

/** A link that was used already does no harm where this tab has its session. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof Refused)) throw error
}

/** The program proves itself before it is given the password: another one may have taken its place meanwhile. */
export async function unlock(password: string): Promise<void> {
  doubt()
  const proved = await provenServer()
  if (proved !== 'own') return proved === 'silent' ? lose() : loseToStranger()
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
  if (isLost()) clearInbox()
  else phase.value = 'open'
}

const isLost = (): boolean => phase.peek() === 'lost'

function closeDesk(): void {
  if (isLost()) return
  phase.value = 'locked'
  clearInbox()
  forgetPlace()
}

function lose(): void {
  closeDesk()
  phase.value = 'lost'
}

function loseToStranger(): void {
  isStranger.value = true
  lose()
}

const LOOKS_EVERY_MS = 5000

/** A password is typed only into a page whose own program is there. */
function lookWhileLocked(): Promise<unknown> {
  doubt()
  return api.state().catch(ignoreRefusal)
}

/** A page that a browser had put aside shows what was so then. */
async function lookAgain(): Promise<void> {
  doubt()
  await orLost(async () => {
    const state = await api.state()
    if (state.locked) closeDesk()
  })
}

let isAsking = false

/** One request may fail for a reason of the browser's; two, half a second apart, say that the program has ended. */
async function askOnceMore(): Promise<void> {
  if (isAsking || isLost()) return
  isAsking = true
  try {
    await new Promise((resolve) => setTimeout(resolve, 500))
    await orLost(async () => void (await api.state()))
  } finally {
    isAsking = false
  }
}

async function orLost(act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    if (error.refusal.code !== 'locked') lose()
  }
}
