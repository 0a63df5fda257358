import { useId, useState } from 'preact/hooks'
import type { SavedView } from '../../../src/local/wire.ts'
import { closeDialog, Dialog, openDialog } from '../shell/dialog.tsx'
import { showToast } from '../shell/toast.tsx'
import { tellRefusal } from '../state/deeds.ts'
import { changePreferences, preferences } from '../state/preferences.ts'
import { commonWords } from '../words/common.ts'
import { filterWords } from '../words/filter.ts'
import { words } from '../words/index.ts'
import { filter, showView, view } from './list.ts'

/** Keeps what is chosen as a view, or changes the saved one that is shown. */
export function SaveButtons({ isChanged }: { readonly isChanged: boolean }) {
  const w = words(filterWords).save
  const { kind, name } = view.value
  const isSaved = kind === 'saved'
  const create = () => openDialog(() => <NameDialog title={w.title} first="" onName={addView} />)
  const rename = () => openDialog(() => <NameDialog title={w.renameTitle} first={name} onName={renameView} />)
  return (
    <>
      {isSaved && isChanged && (
        <button type="button" onClick={() => keep(changed(name, { name, filter: filter.peek() }))}>
          {w.change}
        </button>
      )}
      {isChanged && (
        <button type="button" onClick={create}>
          {w.asView}
        </button>
      )}
      {isSaved && (
        <>
          <button type="button" class="quiet" onClick={rename}>
            {w.rename}
          </button>
          <button type="button" class="quiet" onClick={() => remove(name)}>
            {w.delete}
          </button>
        </>
      )}
    </>
  )
}

const saved = (): readonly SavedView[] => preferences.peek()?.views ?? []

const changed = (name: string, next: SavedView): SavedView[] =>
  saved().map((each) => (each.name === name ? next : each))

const keep = (views: readonly SavedView[]): void => {
  void changePreferences({ views }).catch(tellRefusal)
}

function addView(name: string): void {
  keep([...saved(), { name, filter: filter.peek() }])
  showView({ kind: 'saved', name })
  showToast({ text: words(filterWords).save.saved(name) })
}

function renameView(name: string): void {
  const before = view.peek().name
  const own = saved().find((each) => each.name === before)
  if (own === undefined) return
  keep(changed(before, { ...own, name }))
  view.value = { kind: 'saved', name }
}

/** It asks nothing: it can be undone. */
function remove(name: string): void {
  const before = saved()
  keep(before.filter((each) => each.name !== name))
  showView({ kind: 'built-in', name: 'inbox' })
  const action = { label: words(commonWords).undo, run: () => keep(before) }
  showToast({ text: words(filterWords).save.deleted(name), action })
}

interface NameProperties {
  readonly title: string
  readonly first: string
  readonly onName: (name: string) => void
}

/** As long as fits into the column. */
const LONGEST_NAME = 60

function NameDialog({ title, first, onName }: NameProperties) {
  const w = words(filterWords).save
  const [name, write] = useState(first)
  const [trouble, say] = useState('')
  const id = useId()
  const set = (event: SubmitEvent) => {
    event.preventDefault()
    const kept = name.trim()
    const isTaken = kept !== first && saved().some((each) => each.name === kept)
    if (kept === '' || isTaken) return say(kept === '' ? w.missing : w.taken)
    closeDialog()
    onName(kept)
  }
  return (
    <Dialog title={title}>
      <form autocomplete="off" onSubmit={set}>
        <div class="field">
          <label for={id}>{w.name}</label>
          <input
            id={id}
            value={name}
            maxLength={LONGEST_NAME}
            autocomplete="off"
            aria-describedby={`${id}-trouble`}
            aria-invalid={trouble !== ''}
            onInput={({ currentTarget }) => write(currentTarget.value)}
          />
          <span id={`${id}-trouble`} class="wrong" role="alert">
            {trouble}
          </span>
        </div>
        <button type="submit" class="primary">
          {words(commonWords).save}
        </button>
      </form>
    </Dialog>
  )
}
