import { computed } from '@preact/signals'
import type { Preferences } from '../../../src/local/wire.ts'
import { api } from './api.ts'
import { inbox } from './inbox.ts'

/** Null while the desk is locked: they lie sealed in the vault. */
export const preferences = computed<Preferences | null>(() => inbox.value?.preferences ?? null)

/** Holds at once, and is kept sealed. @throws `Refused`, and then everything is as it was */
export async function changePreferences(change: Partial<Preferences>): Promise<void> {
  const before = inbox.value
  if (before === null) return
  const next = { ...before.preferences, ...change }
  inbox.value = { ...before, preferences: next }
  try {
    await api.keepPreferences(next)
  } catch (error) {
    if (inbox.value !== null) inbox.value = { ...inbox.value, preferences: before.preferences }
    throw error
  }
}
