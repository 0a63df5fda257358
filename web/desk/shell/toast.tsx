import { effect, signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { phase } from '../state/session.ts'
import { commonWords } from '../words/common.ts'
import { words } from '../words/index.ts'
import { PlainText } from './plain-text.tsx'

interface Toast {
  readonly text: string
  /** What can be done about it, such as *Undo*. */
  readonly action?: { readonly label: string; readonly run: () => void }
  readonly isWarning?: boolean
}

const current = signal<Toast | null>(null)

/** A sentence at the bottom of the page about what was just done. The newest takes the place of the one before. */
export function showToast(toast: Toast): void {
  // An answer may come after the lock: what it says is about cases.
  if (phase.peek() === 'open') current.value = toast
}

function hideToast(): void {
  current.value = null
}

effect(() => {
  if (phase.value !== 'open') hideToast()
})

/** Does what the sentence offers, such as undoing; false where it offers nothing. */
export function takeOffer(): boolean {
  const action = current.peek()?.action
  if (action === undefined) return false
  hideToast()
  action.run()
  return true
}

const STAYS_MS = 15_000

/** Stands once in the frame. A warning stays until it is put away. */
export function ToastHost() {
  const toast = current.value
  useEffect(() => {
    if (toast === null || toast.isWarning === true) return undefined
    const timer = setTimeout(hideToast, STAYS_MS)
    return () => clearTimeout(timer)
  }, [toast])
  return (
    <div class="toast-place" role="status">
      {toast !== null && <ToastLine toast={toast} />}
    </div>
  )
}

function ToastLine({ toast }: { readonly toast: Toast }) {
  return (
    <div class={toast.isWarning === true ? 'toast is-warning' : 'toast'}>
      <span>
        <PlainText text={toast.text} />
      </span>
      {toast.action !== undefined && (
        <button type="button" class="link" onClick={takeOffer}>
          {toast.action.label}
        </button>
      )}
      <button type="button" class="link" onClick={hideToast}>
        {words(commonWords).hide}
      </button>
    </div>
  )
}
