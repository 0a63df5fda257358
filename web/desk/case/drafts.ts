import { effect, type Signal, signal } from '@preact/signals'
import type { Deed, Draft, SourceDeed } from '../../../src/local/wire.ts'
import { api, Refused } from '../state/api.ts'
import { beforeLock } from '../state/session.ts'
import { isForSource } from './source-deed.ts'

/** What somebody is writing in a case. It lies sealed in the vault, so that locking loses nothing. */
export interface DraftKeeper {
  readonly kind: Signal<Draft['kind']>
  readonly told: Signal<Draft['told']>
  readonly toSource: Signal<string>
  readonly note: Signal<string>
  /** Files at once what has not been filed yet. */
  readonly save: () => Promise<void>
  /** Empties a field whose text has gone where it should; what was written on meanwhile stays as it is. */
  readonly clear: (field: 'toSource' | 'note', gone: string) => Promise<void>
  /** What was written is not lost with what is taken back, where nothing else is being written. */
  readonly giveBack: (deed: Deed) => Promise<void>
  readonly stop: () => void
}

const PAUSE_MS = 800

/** The keepers of the cases that stand on the page: two of one case would overwrite each other. */
const standing = new Map<number, DraftKeeper>()

/** Puts what is taken back into the box that it came from, whether its case still stands on the page or not. */
export async function giveBack(number: number, deed: Deed): Promise<void> {
  const keeper = standing.get(number)
  if (keeper !== undefined) return keeper.giveBack(deed)
  try {
    const { draft } = await api.case(number)
    const short = keepDraft(number, draft)
    await short.giveBack(deed)
    short.stop()
  } catch (error) {
    // It was taken back all the same; the case may be gone from here by now.
    if (!(error instanceof Refused)) throw error
  }
}

export function keepDraft(number: number, kept: Draft): DraftKeeper {
  const fields = {
    kind: signal(kept.kind),
    told: signal(kept.told),
    toSource: signal(kept.toSource),
    note: signal(kept.note),
  }
  let filed = JSON.stringify(kept)
  let timer: ReturnType<typeof setTimeout> | undefined

  const save = async () => {
    clearTimeout(timer)
    const draft = draftIn(fields)
    const next = JSON.stringify(draft)
    if (next === filed) return
    filed = next
    // What could not be filed is filed with the next letter.
    await api.keepDraft(number, draft).catch(() => {
      filed = ''
    })
  }
  const clear: DraftKeeper['clear'] = async (field, gone) => {
    const text = fields[field]
    if (text.peek().trim() !== gone) return
    if (field === 'toSource') fields.kind.value = 'say'
    text.value = ''
    await save()
  }
  const giveBack: DraftKeeper['giveBack'] = async (deed) => {
    if (deed.type === 'note') fields.note.value ||= deed.text
    if (isForSource(deed) && fields.toSource.peek() === '') putToSource(fields, deed)
    await save()
  }
  const schedule = () => {
    const isNew = JSON.stringify(draftIn(fields)) !== filed
    clearTimeout(timer)
    if (isNew) timer = setTimeout(() => void save(), PAUSE_MS)
  }
  const stops = [effect(schedule), beforeLock(save), whenLeaving(save)]
  const stop = () => {
    void save()
    for (const each of stops) each()
    if (standing.get(number) === keeper) standing.delete(number)
  }
  const keeper: DraftKeeper = { ...fields, save, clear, giveBack, stop }
  standing.set(number, keeper)
  return keeper
}

function putToSource({ kind, told, toSource }: Pick<DraftKeeper, keyof Draft>, deed: SourceDeed): void {
  kind.value = deed.type
  if (deed.type === 'tell') told.value = deed.status
  toSource.value = deed.text
}

const draftIn = ({ kind, told, toSource, note }: Pick<DraftKeeper, keyof Draft>): Draft => ({
  kind: kind.value,
  told: told.value,
  toSource: toSource.value,
  note: note.value,
})

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
