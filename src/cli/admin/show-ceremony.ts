import { fromBase64, toHex } from '../../protocol/bytes.ts'
import { fingerprint, identityKey, orgWords } from '../../protocol/fingerprint.ts'
import type { TrustedKeyring } from '../../protocol/keyring/chain.ts'
import { type Change, changesOf } from '../../protocol/keyring/changes.ts'
import type { Ceremony } from '../../protocol/keyring/proposal.ts'
import type { Keyring, Recipient } from '../../protocol/keyring/statement.ts'
import type { Digests } from '../../protocol/primitives/primitives.ts'
import { oneLine } from '../cases/one-line.ts'
import { inWords, labelOf, type Named } from '../cases/people.ts'
import type { Context } from '../program.ts'
import { alikeIn } from './alike.ts'
import { wordsOf } from './change-words.ts'

export const fingerprintOfRecipient = (p: Digests, { id, identity }: Pick<Recipient, 'id' | 'identity'>) =>
  fingerprint(p, 'identity', identityKey(id, fromBase64(identity)))

export const fingerprintOfRoot = (p: Digests, key: string): string => fingerprint(p, 'root', fromBase64(key))

/** Desks of either keyring, as the later one calls them. */
export const deskNames = (previous: Keyring | null, next: Keyring): Named[] => [
  ...next.desks,
  ...(previous?.desks ?? []),
]

/** Shows what a proposal changes and who agreed, so that whoever signs knows what they sign. */
export function showCeremony({ terminal }: Context, p: Digests, ceremony: Ceremony): void {
  const { draft, previous } = ceremony
  const { keyring } = draft
  terminal.line({ text: `Keyring ${keyring.seq} of ${oneLine(keyring.name[0] ?? '')}`, style: 'strong' })
  terminal.line(`from ${keyring.validFrom} to ${keyring.validUntil}`)
  showOrganisation({ terminal }, draft)
  terminal.line()
  terminal.line({ text: 'What changes:', style: 'strong' })
  const names = deskNames(previous?.keyring ?? null, keyring)
  const changes = changesOf(previous?.keyring ?? null, keyring)
  for (const change of changes) showChange({ terminal }, p, change, names)
  if (changes.length === 0) terminal.line('  nothing but its number')
  for (const text of alikeIn(keyring)) terminal.line({ text: `  ${text}`, style: 'yellow' })
  terminal.line()
  showConsent({ terminal }, p, ceremony)
}

type Screen = Pick<Context, 'terminal'>

function showOrganisation({ terminal }: Screen, { orgId }: Pick<TrustedKeyring, 'orgId'>): void {
  terminal.line(`organisation ${toHex(orgId)}`)
  terminal.block(orgWords(orgId), 13)
}

function showChange({ terminal }: Screen, p: Digests, change: Change, names: readonly Named[]): void {
  const isGrave = ['reader-added', 'identity-replaced', 'desk-given'].includes(change.type)
  const text = `  ${wordsOf(change, names)}`
  terminal.line(isGrave ? { text, style: 'yellow' } : text)
  const words = fingerprintIn(p, change)
  if (words !== null) terminal.block(words, 6)
}

/** Of whoever comes in: to be compared over another channel. */
function fingerprintIn(p: Digests, change: Change): string | null {
  if (change.type === 'reader-added' || change.type === 'identity-replaced')
    return fingerprintOfRecipient(p, change.recipient)
  return change.type === 'root-added' || change.type === 'root-removed'
    ? fingerprintOfRoot(p, change.key)
    : null
}

function showConsent({ terminal }: Screen, p: Digests, ceremony: Ceremony): void {
  const { consent, previous } = ceremony
  terminal.line({ text: 'Root keys:', style: 'strong' })
  consent.roots.forEach(({ key, signed, isRoot }, i) => {
    const note = isRoot ? '' : ', for the last time'
    terminal.line(`  ${i + 1}  ${signed ? 'signed' : 'has not signed'}${note}`)
    terminal.block(fingerprintOfRoot(p, key), 6)
  })
  if (consent.approvalsNeeded > 0) {
    const all = previous?.keyring.recipients ?? []
    const named = (ids: readonly string[]) => inWords(all.filter(({ id }) => ids.includes(id)).map(labelOf))
    terminal.line({ text: 'Colleagues:', style: 'strong' })
    terminal.line(`  ${consent.approvalsNeeded} of ${all.length} must approve`)
    if (consent.approved.length > 0) terminal.line(`  approved: ${named(consent.approved)}`)
    if (consent.notApproved.length > 0) terminal.line(`  not yet: ${named(consent.notApproved)}`)
  }
  terminal.line()
  terminal.line(consent.complete ? 'Nothing is missing: it can be published.' : missingText(ceremony))
}

/** What is still missing, as a sentence. */
export function missingText({ consent, previous }: Pick<Ceremony, 'consent' | 'previous'>): string {
  const { rootsMissing, approvalsNeeded, approved, notApproved } = consent
  const all = previous?.keyring.recipients ?? []
  const roots = Math.max(rootsMissing.before, rootsMissing.after)
  const approvals = approvalsNeeded - approved.length
  const names = inWords(all.filter(({ id }) => notApproved.includes(id)).map(labelOf), 'or')
  const parts = [
    ...(roots > 0 ? [`the signature of ${roots} more root ${roots === 1 ? 'key' : 'keys'}`] : []),
    ...(approvals > 0 ? [`the approval of ${approvals} more: ${names}`] : []),
  ]
  return parts.length === 0 ? 'Nothing is missing.' : `Still missing: ${parts.join(', and ')}.`
}

/** For programs. */
export function ceremonyResult(p: Digests, { draft, previous, consent }: Ceremony) {
  const names = deskNames(previous?.keyring ?? null, draft.keyring)
  return {
    organisation: toHex(draft.orgId),
    keyring: draft.keyring.seq,
    changes: changesOf(previous?.keyring ?? null, draft.keyring).map((change) => ({
      type: change.type,
      text: wordsOf(change, names),
    })),
    alike: alikeIn(draft.keyring),
    roots: consent.roots.map(({ key, signed }) => ({ fingerprint: fingerprintOfRoot(p, key), signed })),
    rootsMissing: consent.rootsMissing,
    approvalsNeeded: consent.approvalsNeeded,
    approved: consent.approved,
    notApproved: consent.notApproved,
    complete: consent.complete,
  }
}
