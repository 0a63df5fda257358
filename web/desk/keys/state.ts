import { computed, effect, signal } from '@preact/signals'
import type { KeysView, ProposalView } from '../../../src/local/wire.ts'
import { api, Refused } from '../state/api.ts'
import { inbox } from '../state/inbox.ts'

/** Null before it was loaded, and while the desk is locked. */
export const keys = signal<KeysView | null>(null)

/** Why it could not be loaded. */
export const keysTrouble = signal<Refused | null>(null)

/** How many proposals wait for what this person says: the menu shows it. */
export const waitingProposals = computed<number>(() => keys.value?.proposals.filter(waitsForMe).length ?? 0)

export const waitsForMe = ({ needsApproval, mayApprove, isApprovedByMe }: ProposalView): boolean =>
  needsApproval && mayApprove && !isApprovedByMe

export async function loadKeys(): Promise<void> {
  try {
    const view = await api.keys()
    // The desk may have been locked meanwhile.
    keys.value = inbox.peek() === null ? null : view
    keysTrouble.value = null
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    keysTrouble.value = error
  }
}

/** Loads it after unlocking and after every sync, and forgets it when the desk locks. */
export function followKeys(): () => void {
  let seen: number | null | undefined
  return effect(() => {
    const { sync } = inbox.value ?? {}
    if (sync === undefined) {
      seen = undefined
      keys.value = null
    } else if (sync.last !== seen) {
      seen = sync.last
      void loadKeys()
    }
  })
}
