import { CasePage } from './case/page.tsx'
import { NothingOpen } from './inbox/nothing-open.tsx'
import { InboxPage } from './inbox/page.tsx'
import { KeysPage } from './keys/page.tsx'
import { SettingsPage } from './settings/page.tsx'
import { Frame } from './shell/frame.tsx'
import { Lost, Unlock } from './shell/unlock.tsx'
import { place } from './state/place.ts'
import { phase } from './state/session.ts'

/** The whole page: what stands on it follows from where a person is, and whether the desk is open. */
export function Desk() {
  if (phase.value === 'starting') return null
  if (phase.value === 'lost') return <Lost />
  if (phase.value === 'locked') return <Unlock />
  return (
    <Frame>
      <Page />
    </Frame>
  )
}

function Page() {
  const { page, number } = place.value
  if (page === 'keys') return <KeysPage />
  if (page === 'settings') return <SettingsPage />
  return (
    <main class="cases">
      <InboxPage />
      <div class="case-place">
        {number === null ? <NothingOpen /> : <CasePage key={number} number={number} />}
      </div>
    </main>
  )
}
