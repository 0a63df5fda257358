import { useEffect } from 'preact/hooks'
import type { KeysView, KeyWarning } from '../../../src/local/wire.ts'
import { parseDay } from '../../../src/protocol/time.ts'
import { words } from '../words/index.ts'
import { keysWords } from '../words/keys.ts'
import { refusalText } from '../words/refusals.ts'
import { shellWords } from '../words/shell.ts'
import { dateText } from '../words/text.ts'
import { Journal } from './journal.tsx'
import { People } from './people.tsx'
import { Proposals } from './proposals.tsx'
import { keys, keysTrouble, loadKeys } from './state.ts'
import { Weeks } from './weeks.tsx'

/** How a person's keys stand, who reads what, and what waits for their approval. */
export function KeysPage() {
  const w = words(keysWords)
  useEffect(() => void loadKeys(), [])
  const view = keys.value
  const trouble = keysTrouble.value
  return (
    <main class="leaf keys-page" aria-labelledby="keys-title">
      <header>
        <h1 id="keys-title">{w.title}</h1>
        <p class="soft">{w.about}</p>
      </header>
      {trouble !== null && <p class="notice warning">{refusalText(trouble)}</p>}
      {view === null ? trouble === null && <p class="soft">{w.loading}</p> : <Parts view={view} />}
    </main>
  )
}

const Parts = ({ view }: { readonly view: KeysView }) => (
  <>
    <Warnings warnings={view.warnings} />
    <Proposals proposals={view.proposals} />
    <Weeks view={view} />
    {view.keyring !== null && <People view={view} />}
    {view.journal.length > 0 && <Journal journal={view.journal} />}
  </>
)

function Warnings({ warnings }: { readonly warnings: readonly KeyWarning[] }) {
  if (warnings.length === 0) return null
  return (
    <ul class="bare warnings">
      {warnings.map((warning) => (
        <li key={warning.code + warning.detail} class={`notice ${isGrave(warning) ? 'warning' : 'caution'}`}>
          {warningText(warning)}
        </li>
      ))}
    </ul>
  )
}

const isGrave = ({ code }: KeyWarning): boolean =>
  code === 'alarm' || code === 'not-listed' || code === 'list-ended' || code === 'keyring-ended'

function warningText({ code, detail }: KeyWarning): string {
  const { alarms } = words(shellWords)
  if (code === 'alarm') return (alarms.codes[detail] ?? alarms.other).join(' ')
  return words(keysWords).warnings[code](detail === '' ? '' : dateText(parseDay(detail)))
}
