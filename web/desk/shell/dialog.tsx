import { effect, signal } from '@preact/signals'
import { type ComponentChildren, Fragment, type JSX } from 'preact'
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks'
import { phase } from '../state/session.ts'
import { commonWords } from '../words/common.ts'
import { words } from '../words/index.ts'

interface Properties {
  readonly title: string
  /** What the one case is called that it is about. */
  readonly of?: string
  readonly onClose?: () => void
  /** For much to read or to write: a press beside it, such as at the end of marking a text, does not close it. */
  readonly broad?: boolean
  readonly children: ComponentChildren
}

/**
 * A dialog in front of everything. Escape, *Close* and a press beside a small one close it; focus goes back to where it was.
 * What is marked with `data-first` has the focus, or else the first field: of choices the one that is chosen.
 */
export function Dialog({
  title,
  of = '',
  onClose = closeDialog,
  broad = false,
  children,
}: Properties): JSX.Element {
  const own = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useLayoutEffect(() => showModal(own.current), [])
  const closeBeside = (event: MouseEvent) => event.target === own.current && isBeside(event) && onClose()
  const cancel = (event: Event) => {
    event.preventDefault()
    onClose()
  }
  return (
    <dialog
      ref={own}
      class={broad ? 'broad' : undefined}
      aria-labelledby={heading}
      onCancel={cancel}
      onMouseDown={broad ? undefined : closeBeside}
    >
      <header>
        <h2 id={heading}>
          {of !== '' && <span class="soft">{of} · </span>}
          {title}
        </h2>
        <button type="button" class="quiet" onClick={onClose}>
          {words(commonWords).close}
        </button>
      </header>
      {children}
    </dialog>
  )
}

function showModal(dialog: HTMLDialogElement | null): (() => void) | undefined {
  if (dialog === null) return undefined
  const before = document.activeElement
  dialog.showModal()
  firstIn(dialog)?.focus()
  return () => {
    dialog.close()
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
  }
}

const FIELD = 'form input:not([type=radio]), form input:checked, form select, form textarea'

const firstIn = (dialog: HTMLElement): HTMLElement | null =>
  dialog.querySelector<HTMLElement>('[data-first]') ??
  dialog.querySelector<HTMLElement>(FIELD) ??
  dialog.querySelector<HTMLElement>('form input')

function isBeside({ currentTarget, clientX, clientY }: MouseEvent): boolean {
  const box = (currentTarget as HTMLElement).getBoundingClientRect()
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom
}

let count = 0
const current = signal<(() => ComponentChildren) | null>(null)

/** Opens a dialog from anywhere: `openDialog(() => <StatusDialog cases={[1]} />)`. One at a time; a lock closes it. */
export function openDialog(content: () => ComponentChildren): void {
  if (phase.peek() !== 'open') return
  count += 1
  current.value = content
}

export function closeDialog(): void {
  current.value = null
}

effect(() => {
  if (phase.value !== 'open') closeDialog()
})

/** Stands once in the frame. The way back leads out of a dialog: it asked about the place that is left. The key makes another dialog a new one, not the old one with other words. */
export function DialogHost() {
  useEffect(() => {
    addEventListener('popstate', closeDialog)
    return () => removeEventListener('popstate', closeDialog)
  }, [])
  return <Fragment key={count}>{current.value?.()}</Fragment>
}
