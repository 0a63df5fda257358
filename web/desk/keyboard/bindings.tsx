import { openDialog } from '../shell/dialog.tsx'
import { focusSearch } from '../shell/search-field.tsx'
import { takeOffer } from '../shell/toast.tsx'
import { go } from '../state/place.ts'
import { lock } from '../state/session.ts'
import { words } from '../words/index.ts'
import { keyWords } from '../words/keyboard.ts'
import { KeysDialog } from './help.tsx'
import { useKeys } from './keys.ts'

/** The keys that work on every page. */
export function Bindings() {
  const w = words(keyWords)
  useKeys(
    w.everywhere,
    [
      { key: '/', says: w.search, run: focusSearch },
      { key: 'z', says: w.undo, run: () => void takeOffer() },
      { key: 'g i', says: w.toInbox, run: () => go({ page: 'inbox', number: null }) },
      { key: 'g k', says: w.toKeys, run: () => go({ page: 'keys', number: null }) },
      { key: 'g s', says: w.toSettings, run: () => go({ page: 'settings', number: null }) },
      { key: '?', says: w.help, run: () => openDialog(() => <KeysDialog />) },
      { key: 'Alt+l', says: w.lock, run: lock, always: true },
    ],
    [w],
  )
  return null
}
