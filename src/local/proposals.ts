import * as v from 'valibot'
import { pairsAlike } from '../admin/alike.ts'
import { approvingSeed, checkProposal, mayApprove } from '../desk/vault/approval.ts'
import type { Cabinet } from '../desk/vault/cabinet.ts'
import type { Vault } from '../desk/vault/vault.ts'
import { type Bytes, fromBase64, fromUtf8, toBase64, toHex, toUtf8 } from '../protocol/bytes.ts'
import { encodeCanonical, list, parseCanonical } from '../protocol/canonical.ts'
import { base64Text } from '../protocol/ceremony-file.ts'
import { CandorError, isCandorError } from '../protocol/errors.ts'
import {
  type Ceremony,
  encodeProposal,
  joinProposals,
  openProposal,
  type Proposal,
  parseProposal,
  signProposal,
} from '../protocol/keyring/proposal.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import { changesView, namesOf } from './changes-view.ts'
import { textsOf } from './texts.ts'
import type { ApproveAnswer, ProposalView } from './wire.ts'

/** An unlocked vault with its local database. */
export interface VaultInUse {
  readonly vault: Vault
  readonly cabinet: Cabinet
}

/** The sealed item of the proposals that wait for this person. */
const ITEM = 'proposals'
const MOST = 32

const schema = v.strictObject({
  candor: v.literal('proposals'),
  version: v.literal(1),
  proposals: list(base64Text, 0, MOST),
})

/** The proposals that wait, oldest first: one that was published, or that another took the place of, waits no more. */
export function proposalsIn(p: Primitives, desk: VaultInUse): ProposalView[] {
  const { waiting } = read(p, desk)
  return waiting.map((each) => viewOf(p, desk, each, waiting))
}

/**
 * Takes in what an admin sent; one that is here already gets the signatures of both.
 * @throws every refusal of {@link checkProposal}, `storage_full`
 */
export function takeProposal(p: Primitives, desk: VaultInUse, text: string): ProposalView {
  const given = checkProposal(p, desk, parseProposal(toUtf8(text)))
  const { raw, waiting } = read(p, desk)
  const known = waiting.find((each) => idOf(each) === idOf(given))
  if (known === undefined && waiting.length >= MOST) throw tooMany()
  const whole =
    known === undefined
      ? given
      : openProposal(p, joinProposals(known.proposal, given.proposal), desk.vault.orgId)
  return keep(p, desk, raw, [...waiting.filter((each) => each !== known), whole], whole)
}

/**
 * Signs one that waits. It is checked again first, against what is known by now.
 * @throws `not_found`, `recipient_unknown`
 */
export function approveProposal(p: Primitives, desk: VaultInUse, id: string): ApproveAnswer {
  const { raw, waiting } = read(p, desk)
  const ceremony = find(waiting, id)
  const seed = approvingSeed(p, desk.vault.identity, ceremony)
  const signed = openProposal(p, signProposal(p, ceremony.proposal, seed), desk.vault.orgId)
  const rest = waiting.map((each) => (each === ceremony ? signed : each))
  return { ...fileOf(signed), proposal: keep(p, desk, raw, rest, signed) }
}

/** The file as it stands, for whoever lost theirs. @throws `not_found` */
export function proposalFile(p: Primitives, desk: VaultInUse, id: string): ApproveAnswer {
  const { waiting } = read(p, desk)
  const ceremony = find(waiting, id)
  return { ...fileOf(ceremony), proposal: viewOf(p, desk, ceremony, waiting) }
}

/** @throws `not_found` */
export function dropProposal(p: Primitives, desk: VaultInUse, id: string): void {
  const { raw, waiting } = read(p, desk)
  const ceremony = find(waiting, id)
  write(
    desk,
    raw,
    waiting.filter((each) => each !== ceremony),
  )
}

interface Read {
  /** As it lay in the vault: it guards against another window that writes meanwhile. */
  readonly raw: Bytes | null
  readonly waiting: readonly Ceremony[]
}

function read(p: Primitives, desk: VaultInUse): Read {
  const raw = desk.cabinet.item(ITEM)
  const kept = raw === null ? null : parseCanonical(schema, raw)
  const proposals = (kept?.proposals ?? []).map((each) => parseProposal(fromBase64(each)))
  return { raw, waiting: proposals.map((each) => stillOpen(p, desk, each)).filter((each) => each !== null) }
}

/** What was fine when it came may not follow any more from what is known by now. */
function stillOpen(p: Primitives, desk: VaultInUse, proposal: Proposal): Ceremony | null {
  try {
    return checkProposal(p, desk, proposal)
  } catch (error) {
    if (isCandorError(error)) return null
    throw error
  }
}

function keep(
  p: Primitives,
  desk: VaultInUse,
  raw: Bytes | null,
  waiting: readonly Ceremony[],
  changed: Ceremony,
): ProposalView {
  write(desk, raw, waiting)
  return viewOf(p, desk, changed, waiting)
}

/** @throws `vault_busy` when another window wrote meanwhile */
function write({ cabinet }: VaultInUse, before: Bytes | null, waiting: readonly Ceremony[]): void {
  const proposals = waiting.map(({ proposal }) => toBase64(encodeProposal(proposal)))
  const after = encodeCanonical({ candor: 'proposals', version: 1, proposals } satisfies v.InferOutput<
    typeof schema
  >)
  cabinet.file({ guard: { name: ITEM, before, after } })
}

const idOf = ({ draft }: Ceremony): string => toHex(draft.hash)

function find(waiting: readonly Ceremony[], id: string): Ceremony {
  const found = waiting.find((each) => idOf(each) === id)
  if (found !== undefined) return found
  throw new CandorError(
    'not_found',
    'this proposal does not wait here any more: it was published, or another took its place',
    'look at what the organisation changed',
  )
}

const fileOf = (ceremony: Ceremony): Pick<ApproveAnswer, 'name' | 'file'> => ({
  name: `proposal-${ceremony.draft.keyring.seq}.json`,
  file: fromUtf8(encodeProposal(ceremony.proposal)),
})

function viewOf(
  p: Primitives,
  { vault }: VaultInUse,
  ceremony: Ceremony,
  waiting: readonly Ceremony[],
): ProposalView {
  const { draft, consent } = ceremony
  const { keyring } = draft
  const previous = ceremony.previous?.keyring ?? null
  const { seq, validFrom, validUntil } = keyring
  const isRival = (other: Ceremony) => other.draft.keyring.seq === seq && idOf(other) !== idOf(ceremony)
  return {
    id: idOf(ceremony),
    seq,
    validFrom,
    validUntil,
    changes: changesView(p, previous, keyring),
    alike: pairsAlike(keyring).map(([one, other]) => [
      textsOf(keyring, one.label),
      textsOf(keyring, other.label),
    ]),
    needsApproval: consent.approvalsNeeded > 0,
    approvalsNeeded: consent.approvalsNeeded,
    approvedBy: namesOf(previous, consent.approved),
    notApprovedBy: namesOf(previous, consent.notApproved),
    rootsMissing: Math.max(consent.rootsMissing.before, consent.rootsMissing.after),
    mayApprove: mayApprove(p, vault.identity, ceremony),
    isApprovedByMe: consent.approved.includes(vault.identity.recipientId),
    hasRival: waiting.some(isRival),
  }
}

const tooMany = () =>
  new CandorError(
    'storage_full',
    `${MOST} proposals wait here already`,
    'drop those that are not needed any more, and take this one in again',
  )
