import type { ComponentChildren } from 'preact'
import type { CaseRef } from '../../../src/local/wire.ts'
import { closeDialog, openDialog } from '../shell/dialog.tsx'
import { CasePicker } from '../shell/pickers/case-picker.tsx'
import { MergePicker, takeApart } from '../shell/pickers/merge.tsx'
import { rows } from '../state/inbox.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import { CaseLink, setLink } from './case-link.tsx'
import { useOpenCase } from './open-case.ts'
import { Similar } from './similar.tsx'

/** Other cases: linked with it, repeated by it, repeating it, and those that look alike. */
export function Links() {
  const { number, view } = useOpenCase()
  const w = words(caseWords).links
  const { links } = view.team
  const isAlone = links.length + view.repeated.length === 0 && view.repeats === null
  return (
    <section class="case-part" aria-labelledby="case-links">
      <h2 id="case-links" tabIndex={-1}>
        {w.title}
      </h2>
      {isAlone ? (
        <p class="soft">{w.nothing}</p>
      ) : (
        <dl class="pairs">
          <Others label={w.repeats} cases={view.repeats === null ? [] : [view.repeats]}>
            <button type="button" class="link small" onClick={() => void takeApart(number)}>
              {w.apart}
            </button>
          </Others>
          <Others label={w.repeated} cases={view.repeated} />
          <Others label={w.linked} cases={links} onRemove={(other) => setLink(number, other, false)} />
        </dl>
      )}
      <div class="buttons">
        <button
          type="button"
          class="quiet"
          onClick={() => openDialog(() => <LinkPicker number={number} linked={links} />)}
        >
          {w.link}
        </button>
        {view.repeats === null && (
          <button
            type="button"
            class="quiet"
            onClick={() => openDialog(() => <MergePicker cases={[number]} />)}
          >
            {w.merge}
          </button>
        )}
      </div>
      <Similar />
    </section>
  )
}

interface OthersProperties {
  readonly label: string
  readonly cases: readonly CaseRef[]
  readonly onRemove?: (other: CaseRef) => void
  readonly children?: ComponentChildren
}

function Others({ label, cases, onRemove, children }: OthersProperties) {
  const w = words(caseWords).links
  if (cases.length === 0) return null
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <ul class="bare">
          {cases.map((other) => (
            <li key={other.envelope}>
              <CaseLink to={other} />{' '}
              {onRemove !== undefined && (
                <button
                  type="button"
                  class="link small"
                  aria-label={w.unlink(other.name)}
                  onClick={() => onRemove(other)}
                >
                  {w.takeAway}
                </button>
              )}
              {children}
            </li>
          ))}
        </ul>
      </dd>
    </div>
  )
}

interface LinkPickerProperties {
  readonly number: number
  readonly linked: readonly CaseRef[]
}

function LinkPicker({ number, linked }: LinkPickerProperties) {
  const without = [number, ...linked.flatMap((each) => each.number ?? [])]
  return (
    <CasePicker
      title={words(caseWords).links.pickLink}
      of={rows.peek().get(number)?.name ?? ''}
      without={without}
      onChoose={(row) => {
        closeDialog()
        setLink(number, row, true)
      }}
    />
  )
}
