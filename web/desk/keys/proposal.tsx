import { useState } from 'preact/hooks'
import type { ProposalView } from '../../../src/local/wire.ts'
import { closeDialog, Dialog, openDialog } from '../shell/dialog.tsx'
import { PlainText } from '../shell/plain-text.tsx'
import { saveFile } from '../shell/save-file.ts'
import { showToast } from '../shell/toast.tsx'
import { api, Refused } from '../state/api.ts'
import { textOf, words } from '../words/index.ts'
import { keysWords } from '../words/keys.ts'
import { listText } from '../words/text.ts'
import { Changes } from './changes.tsx'
import { refusedText } from './refused.ts'
import { loadKeys, waitsForMe } from './state.ts'

/** One proposal: what changes, who agreed, and what can be done about it. */
export function Proposal({ proposal }: { readonly proposal: ProposalView }) {
  const w = words(keysWords).proposals
  const approve = () => openDialog(() => <Approve proposal={proposal} />)
  return (
    <article class="proposal" data-waits={waitsForMe(proposal) || undefined}>
      <h3>{w.step(proposal.seq)}</h3>
      {proposal.hasRival && <p class="notice warning">{w.rival}</p>}
      <h4>{w.changes}</h4>
      <Changes changes={proposal.changes} compares />
      {proposal.alike.map(([one, other]) => (
        <p key={textOf(one) + textOf(other)} class="notice caution">
          <PlainText text={w.alike(textOf(one), textOf(other))} />
        </p>
      ))}
      <Consent proposal={proposal} />
      <div class="buttons">
        {waitsForMe(proposal) && (
          <button type="button" class="primary" onClick={approve}>
            {w.approve}
          </button>
        )}
        {proposal.isApprovedByMe && (
          <button type="button" onClick={() => void attempt(() => saveAgain(proposal.id))}>
            {w.save}
          </button>
        )}
        <button type="button" class="quiet" onClick={() => putAway(proposal)}>
          {w.forget}
        </button>
      </div>
    </article>
  )
}

function Consent({ proposal }: { readonly proposal: ProposalView }) {
  const w = words(keysWords).proposals
  const { needsApproval, approvalsNeeded, approvedBy, notApprovedBy, rootsMissing } = proposal
  const isWhole = approvedBy.length >= approvalsNeeded && rootsMissing === 0
  return (
    <ul class="bare consent">
      <li>{needsApproval ? w.needed(approvalsNeeded, approvedBy.length) : w.notNeeded}</li>
      {needsApproval && approvedBy.length > 0 && <Names say={w.approvedBy} of={approvedBy} />}
      {needsApproval && notApprovedBy.length > 0 && <Names say={w.notApprovedBy} of={notApprovedBy} />}
      {rootsMissing > 0 && <li>{w.adminsMissing(rootsMissing)}</li>}
      {proposal.isApprovedByMe && <li class="is-good">{w.mine}</li>}
      {needsApproval && !proposal.mayApprove && <li>{w.notMine}</li>}
      {isWhole && <li>{w.complete}</li>}
    </ul>
  )
}

interface NamesProperties {
  readonly say: (names: string) => string
  readonly of: ProposalView['approvedBy']
}

const Names = ({ say, of }: NamesProperties) => (
  <li>
    <PlainText text={say(listText(of.map(textOf)))} />
  </li>
)

const comesIn = ({ changes }: ProposalView): boolean =>
  changes.some(({ type }) => type === 'reader-added' || type === 'identity-replaced')

/** Asks before signing, and whether the words were compared where somebody comes in. */
function Approve({ proposal }: { readonly proposal: ProposalView }) {
  const w = words(keysWords).proposals
  const [isCompared, setCompared] = useState(!comesIn(proposal))
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    await attempt(() => approve(proposal.id))
    closeDialog()
  }
  return (
    <Dialog title={w.confirmTitle} broad>
      <form autocomplete="off" onSubmit={(event) => void submit(event)}>
        {proposal.hasRival && <p class="notice warning">{w.rival}</p>}
        <Changes changes={proposal.changes} compares />
        <p>{w.confirmAbout}</p>
        {comesIn(proposal) && (
          <label class="choice">
            <input
              type="checkbox"
              checked={isCompared}
              onChange={({ currentTarget }) => setCompared(currentTarget.checked)}
            />
            {w.compared}
          </label>
        )}
        <div class="buttons">
          <button type="submit" class="primary" disabled={!isCompared || isBusy}>
            {w.approve.replace('…', '')}
          </button>
          <button type="button" onClick={closeDialog}>
            {w.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

async function approve(id: string): Promise<void> {
  const answer = await api.approve(id)
  saveFile(answer)
  await loadKeys()
  showToast({ text: words(keysWords).proposals.done(answer.name), isWarning: false })
}

async function saveAgain(id: string): Promise<void> {
  const answer = await api.proposal(id)
  saveFile(answer)
  showToast({ text: words(keysWords).proposals.done(answer.name) })
}

/** What was approved lies with the admin; what was not is asked about. */
function putAway(proposal: ProposalView): void {
  const drop = () =>
    attempt(async () => {
      await api.dropProposal(proposal.id)
      await loadKeys()
    })
  if (waitsForMe(proposal)) openDialog(() => <PutAway drop={drop} />)
  else void drop()
}

function PutAway({ drop }: { readonly drop: () => Promise<void> }) {
  const w = words(keysWords).proposals
  const confirm = async () => {
    await drop()
    closeDialog()
  }
  return (
    <Dialog title={w.forgetSure}>
      <div class="buttons">
        <button type="button" class="danger" data-first onClick={() => void confirm()}>
          {w.forget}
        </button>
        <button type="button" onClick={closeDialog}>
          {w.cancel}
        </button>
      </div>
    </Dialog>
  )
}

/** Says at the bottom of the page why something was refused. */
async function attempt(act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const text = refusedText(error)
    if (text !== null) showToast({ text, isWarning: true })
    void loadKeys()
  }
}
