import { effect, type Signal, signal } from '@preact/signals'
import type { Draft } from '../../../src/local/wire.ts'
import { api } from '../state/api.ts'
import { beforeLock } from '../state/session.ts'

/** What somebody is writing in a case. It lies sealed in the vault, so that locking loses nothing. */
export interface DraftKeeper {
  readonly toSource: Signal<string>
  readonly note: Signal<string>
  /** Files at once what has not been filed yet. */
  readonly save: () => Promise<void>
  /** Empties a field whose text has gone where it should; what was written on meanwhile stays. */
  readonly clear: (field: keyof Draft, gone: string) => Promise<void>
  readonly stop: () => void
}

const PAUSE_MS = 800

export function keepDraft(number: number, kept: Draft): DraftKeeper {
  const toSource = signal(kept.toSource)
  const note = signal(kept.note)
  let filed = JSON.stringify(kept)
  let timer: ReturnType<typeof setTimeout> | undefined

  const save = async () => {
    clearTimeout(timer)
    const draft = { toSource: toSource.peek(), note: note.peek() }
    const next = JSON.stringify(draft)
    if (next === filed) return
    filed = next
    // What could not be filed is filed with the next letter.
    await api.keepDraft(number, draft).catch(() => {
      filed = ''
    })
  }
  const clear = async (field: keyof Draft, gone: string) => {
    const text = { toSource, note }[field]
    if (text.peek().trim() !== gone) return
    text.value = ''
    await save()
  }
  const schedule = () => {
    const isNew =
      toSource.value !== kept.toSource || note.value !== kept.note || filed !== JSON.stringify(kept)
    clearTimeout(timer)
    if (isNew) timer = setTimeout(() => void save(), PAUSE_MS)
  }
  const stops = [effect(schedule), beforeLock(save), whenLeaving(save)]
  const stop = () => {
    void save()
    for (const each of stops) each()
  }
  return { toSource, note, save, clear, stop }
}

/** A tab that is hidden may never be shown again. */
function whenLeaving(save: () => Promise<void>): () => void {
  const leave = () => void save()
  const hide = () => document.visibilityState === 'hidden' && leave()
  addEventListener('pagehide', leave)
  document.addEventListener('visibilitychange', hide)
  return () => {
    removeEventListener('pagehide', leave)
    document.removeEventListener('visibilitychange', hide)
  }
}
