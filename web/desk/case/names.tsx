import { useState } from 'preact/hooks'
import type { NameView } from '../../../src/local/wire.ts'
import { NAMED, type NamedKind } from '../../../src/protocol/thread/events.ts'
import { Choices } from '../shell/choices.tsx'
import { closeDialog, Dialog, openDialog } from '../shell/dialog.tsx'
import { PlainText } from '../shell/plain-text.tsx'
import { focusSearch } from '../shell/search-field.tsx'
import { doDeed } from '../state/deeds.ts'
import { searchFor } from '../state/search.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import { type OpenCase, useOpenCase } from './open-case.ts'

/** Who and what the case is about: out of the answers, and added by the team. */
export function Names() {
  const open = useOpenCase()
  const { names } = open.view.team
  const w = words(caseWords).names
  return (
    <section class="case-part" aria-labelledby="case-names">
      <h2 id="case-names" tabIndex={-1}>
        {w.title}
      </h2>
      {names.length === 0 && <p class="soft">{w.nothing}</p>}
      {names.length > 0 && (
        <dl class="pairs">
          {NAMED.map((kind) => (
            <OfKind key={kind} kind={kind} names={names.filter((each) => each.kind === kind)} />
          ))}
        </dl>
      )}
      <div class="buttons">
        <button type="button" class="quiet" onClick={() => openDialog(() => <NameDialog open={open} />)}>
          {w.add}
        </button>
      </div>
    </section>
  )
}

function OfKind({ kind, names }: { readonly kind: NamedKind; readonly names: readonly NameView[] }) {
  if (names.length === 0) return null
  return (
    <div>
      <dt>{words(caseWords).names.many[kind]}</dt>
      <dd>
        <ul class="bare chips">
          {names.map((named) => (
            <Name key={`${named.from} ${named.name}`} named={named} />
          ))}
        </ul>
      </dd>
    </div>
  )
}

function Name({ named }: { readonly named: NameView }) {
  const { number } = useOpenCase()
  const { kind, name, from } = named
  const w = words(caseWords).names
  const remove = () => void doDeed([number], { type: 'name', kind, name, on: false }, w.removed(name))
  return (
    <li class="name">
      <button type="button" class="chip" title={w.find(name)} onClick={() => find(name)}>
        <PlainText text={name} shown={200} />
      </button>
      {from === 'team' && (
        <button type="button" class="link small" aria-label={w.remove(name)} onClick={remove}>
          {w.takeAway}
        </button>
      )}
    </li>
  )
}

/** Looks for it in all cases, where every search is. */
function find(name: string): void {
  searchFor(name)
  focusSearch()
}

/** In letters: a name has 200 bytes in a message of the team. */
const LONGEST = 100

function NameDialog({ open }: { readonly open: OpenCase }) {
  const w = words(caseWords).names
  const [kind, choose] = useState<NamedKind>('person')
  const [name, write] = useState('')
  const options = NAMED.map((id) => ({ id, text: w.kinds[id] }))
  const submit = (event: Event) => {
    event.preventDefault()
    const added = name.trim()
    if (added === '') return
    closeDialog()
    void doDeed([open.number], { type: 'name', kind, name: added, on: true }, w.added(added))
  }
  return (
    <Dialog title={w.add}>
      <form autocomplete="off" onSubmit={submit}>
        <Choices legend={w.kind} options={options} chosen={kind} onChoose={choose} />
        <div class="field">
          <label for="added-name">{w.name}</label>
          <input
            id="added-name"
            required
            data-first
            maxLength={LONGEST}
            autocomplete="off"
            value={name}
            onInput={({ currentTarget }) => write(currentTarget.value)}
          />
        </div>
        <div class="buttons">
          <button type="submit" class="primary">
            {w.save}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
