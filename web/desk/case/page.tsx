import { useEffect, useMemo } from 'preact/hooks'
import type { CaseView } from '../../../src/local/wire.ts'
import { useKeys } from '../keyboard/keys.ts'
import { openDialog } from '../shell/dialog.tsx'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import { Clocks } from './clocks.tsx'
import { ConflictDialog, Conflicts } from './conflict.tsx'
import { type DraftKeeper, keepDraft } from './drafts.ts'
import { NOTE_FIELD, SOURCE_FIELD } from './fields.ts'
import { Header } from './header.tsx'
import { History } from './history.tsx'
import { Links } from './links.tsx'
import { Names } from './names.tsx'
import { CaseContext, type OpenCase, useOpenCase } from './open-case.ts'
import { Parts } from './parts.tsx'
import { PurgeDialog } from './purge.tsx'
import { Readers } from './readers.tsx'
import { Talk } from './talk.tsx'
import { Team } from './team.tsx'
import { Tip } from './tip.tsx'
import { useCase } from './use-case.ts'
import { VoidTip } from './void.tsx'
import { toList } from './way.tsx'

interface Properties {
  readonly number: number
}

/** It was left or forgotten meanwhile: nothing of it stays on the page. */
const GONE = 'not_found'

/** One case: what the source wrote, what is said to them, and what the team does about it. */
export function CasePage({ number }: Properties) {
  const { view, fresh, trouble, reload } = useCase(number)
  if (view === null || trouble === GONE) return <NotYet trouble={trouble} onAgain={() => void reload()} />
  return <Opened number={number} view={view} fresh={fresh} reload={reload} />
}

function NotYet({ trouble, onAgain }: { readonly trouble: string | null; readonly onAgain: () => void }) {
  const w = words(caseWords).page
  return (
    <section class="case" aria-label={w.region}>
      {trouble === null ? (
        <p class="soft" role="status">
          {w.opening}
        </p>
      ) : (
        <>
          <p class="notice" role="alert">
            {trouble === GONE ? w.missing : w.failed}
          </p>
          <div class="buttons">
            {trouble !== GONE && (
              <button type="button" onClick={onAgain}>
                {w.again}
              </button>
            )}
            <button type="button" class="quiet" onClick={toList}>
              {w.back}
            </button>
          </div>
        </>
      )}
    </section>
  )
}

type OpenedProperties = Omit<OpenCase, 'draft'>

function Opened(opened: OpenedProperties) {
  const { number, view } = opened
  const draft = useDraft(number, view)
  const open: OpenCase = { ...opened, draft }
  return (
    <CaseContext.Provider value={open}>
      {/* A press on its text brings the keys that scroll to it. */}
      <section class="case" aria-labelledby="case-name" tabIndex={-1}>
        <CaseKeys />
        <Header />
        {view.why === null ? <Sound /> : <VoidTip why={view.why} />}
        <End />
      </section>
    </CaseContext.Provider>
  )
}

/** Made once: what is read again later does not overwrite what is being typed. */
function useDraft(number: number, view: CaseView): DraftKeeper {
  const draft = useMemo(() => keepDraft(number, view.draft), [number])
  useEffect(() => draft.stop, [draft])
  return draft
}

function Sound() {
  const { tip, readers } = useOpenCase().view
  return (
    <>
      <Conflicts />
      <Clocks />
      <Parts />
      <div class="case-body">
        <div class="case-tip">
          {tip !== null && <Tip tip={tip} />}
          {readers !== null && <Readers readers={readers} />}
        </div>
        <div class="case-talk">
          <Talk />
          <Team />
        </div>
        <div class="case-about">
          <Names />
          <Links />
          <History />
        </div>
      </div>
    </>
  )
}

/** What is done rarely, and ends something. */
function End() {
  const open = useOpenCase()
  const w = words(caseWords)
  const hasConflict = open.view.tip !== null && !open.view.row.isConflict
  return (
    <footer class="case-end buttons">
      {hasConflict && (
        <button type="button" class="quiet" onClick={() => openDialog(() => <ConflictDialog open={open} />)}>
          {w.conflict.open}
        </button>
      )}
      <button type="button" class="quiet" onClick={() => openDialog(() => <PurgeDialog open={open} />)}>
        {w.purge.open}
      </button>
    </footer>
  )
}

function CaseKeys() {
  const w = words(caseWords).keys
  useKeys(
    w.scope,
    [
      { key: 'r', says: w.source, run: () => focus(SOURCE_FIELD) },
      { key: 'n', says: w.note, run: () => focus(NOTE_FIELD) },
    ],
    [w],
  )
  return null
}

function focus(id: string): void {
  const field = document.getElementById(id)
  field?.focus({ preventScroll: true })
  field?.closest('form')?.scrollIntoView({ block: 'center' })
}
