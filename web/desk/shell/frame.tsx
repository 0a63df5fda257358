import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { Bindings } from '../keyboard/bindings.tsx'
import { inbox } from '../state/inbox.ts'
import { place } from '../state/place.ts'
import { watchPresence } from '../state/presence.ts'
import { lock } from '../state/session.ts'
import { textOf, words } from '../words/index.ts'
import { shellWords } from '../words/shell.ts'
import { Alarms } from './alarms.tsx'
import { DialogHost, openDialog } from './dialog.tsx'
import { Menu, MenuDialog } from './menu.tsx'
import { News } from './news.tsx'
import { SearchField } from './search-field.tsx'
import { SyncLine } from './sync-line.tsx'
import { ToastHost } from './toast.tsx'

/** What stands around every page while the desk is open. */
export function Frame({ children }: { readonly children: ComponentChildren }) {
  useEffect(watchPresence, [])
  const { page, number } = place.value
  const opened = page === 'inbox' ? (number === null ? 'list' : 'case') : page
  return (
    <div class="desk" data-page={opened}>
      <Bindings />
      <TopBar />
      <Alarms />
      <div class="under-bar">
        <Menu />
        {children}
      </div>
      <News />
      <ToastHost />
      <DialogHost />
    </div>
  )
}

function TopBar() {
  const w = words(shellWords)
  return (
    <header class="top-bar">
      <button type="button" class="skip" onClick={skip}>
        {w.skip}
      </button>
      <button type="button" class="quiet menu-button" onClick={() => openDialog(() => <MenuDialog />)}>
        {w.menu}
      </button>
      <span class="organisation">{textOf(inbox.value?.organisation)}</span>
      <SearchField />
      <SyncLine />
      <button type="button" class="lock" aria-keyshortcuts="Alt+L" onClick={lock}>
        {w.lock}
      </button>
    </header>
  )
}

function skip(): void {
  const main = document.querySelector<HTMLElement>('main')
  main?.setAttribute('tabindex', '-1')
  main?.focus()
}
