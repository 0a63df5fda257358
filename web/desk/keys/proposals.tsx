import { useRef, useState } from 'preact/hooks'
import type { ProposalView } from '../../../src/local/wire.ts'
import { showToast } from '../shell/toast.tsx'
import { api, Refused } from '../state/api.ts'
import { words } from '../words/index.ts'
import { keysWords } from '../words/keys.ts'
import { Proposal } from './proposal.tsx'
import { readChosen } from './proposal-file.ts'
import { refusedText } from './refused.ts'
import { loadKeys } from './state.ts'

/** What admins sent, and the way to take in more. */
export function Proposals({ proposals }: { readonly proposals: readonly ProposalView[] }) {
  const w = words(keysWords).proposals
  return (
    <section aria-labelledby="keys-proposals">
      <h2 id="keys-proposals">{w.title}</h2>
      <p class="soft">{w.about}</p>
      {proposals.length === 0 ? <p>{w.none}</p> : null}
      {proposals.map((proposal) => (
        <Proposal key={proposal.id} proposal={proposal} />
      ))}
      <TakeIn />
    </section>
  )
}

/** A button and a place to drop a file: only the first can be reached without a mouse, and both do the same. */
function TakeIn() {
  const w = words(keysWords).proposals
  const field = useRef<HTMLInputElement>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const [isOver, setOver] = useState(false)
  const take = async (file: File | undefined) => {
    setOver(false)
    setRefused(file === undefined ? null : await takeIn(file))
  }
  return (
    <div
      class="take-in"
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        void take(event.dataTransfer?.files[0])
      }}
    >
      <input
        ref={field}
        type="file"
        hidden
        accept=".json,application/json"
        onChange={({ currentTarget }) => {
          void take(currentTarget.files?.[0])
          currentTarget.value = ''
        }}
      />
      <button type="button" onClick={() => field.current?.click()}>
        {w.take}
      </button>
      <span class="soft drop-hint">{w.drop}</span>
      <div role="alert">
        {refused !== null && (
          <div class="notice warning">
            <strong>{w.refusedTitle}</strong>
            <p>{refused}</p>
          </div>
        )}
      </div>
    </div>
  )
}

/** Why not; null where it was taken in. */
async function takeIn(file: File): Promise<string | null> {
  const w = words(keysWords).proposals
  const text = await readChosen(file).catch(() => '')
  if (text === null) return w.tooLarge
  try {
    await api.takeProposal(text)
    await loadKeys()
    showToast({ text: w.taken })
    return null
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return refusedText(error)
  }
}
