import * as v from 'valibot'
import { type Bytes, equal, fromBase64, toBase64 } from '../bytes.ts'
import { distinct, encodeCanonical, hexOf, list } from '../canonical.ts'
import { base64Text, parseCeremonyFile } from '../ceremony-file.ts'
import { type IntakeBlock, parseIntakeBlock } from '../epoch.ts'
import { CandorError } from '../errors.ts'
import type { Notary, Primitives, Signatures } from '../primitives/primitives.ts'
import { checkDraft, type TrustedKeyring, trustGenesis, trustNext } from './chain.ts'
import { type Consent, consentTo } from './consent.ts'
import { encodeStatement, parseStatement, type Statement } from './dsse.ts'
import { checkIntakeKeys, listOf } from './intake-check.ts'
import { signStatement } from './sign.ts'
import type { Keyring, Recipient } from './statement.ts'
import { MOST_RECIPIENTS } from './statement.ts'

/** A keyring that shall follow a chain, while people sign it (docs/protocol.md, 4.6). */
export interface Proposal {
  /** Statements from the genesis on; none when the proposal is a genesis. */
  readonly chain: readonly Bytes[]
  /** The statement that shall follow, with as many signatures as it has. */
  readonly next: Bytes
  /** Intake blocks to be delivered with it. */
  readonly blocks: readonly RecipientBlock[]
}

export interface RecipientBlock {
  /** 32 hexadecimal digits. */
  readonly id: string
  readonly block: Bytes
}

const MOST_KEYRINGS = 4096

const schema = v.strictObject({
  candor: v.literal('proposal'),
  version: v.literal(1),
  chain: list(base64Text, 0, MOST_KEYRINGS),
  next: base64Text,
  blocks: list(v.strictObject({ id: hexOf(16), block: base64Text }), 0, MOST_RECIPIENTS),
})

export const encodeProposal = ({ chain, next, blocks }: Proposal): Bytes =>
  encodeCanonical({
    candor: 'proposal',
    version: 1,
    chain: chain.map(toBase64),
    next: toBase64(next),
    blocks: blocks.map(({ id, block }) => ({ id, block: toBase64(block) })),
  } satisfies v.InferOutput<typeof schema>)

/** @throws `file_damaged`, which says what the file is instead */
export function parseProposal(bytes: Bytes): Proposal {
  const { chain, next, blocks } = parseCeremonyFile('proposal', schema, bytes)
  return {
    chain: chain.map(fromBase64),
    next: fromBase64(next),
    blocks: blocks.map(({ id, block }) => ({ id, block: fromBase64(block) })),
  }
}

/** A proposal that was checked. */
export interface Ceremony {
  readonly proposal: Proposal
  /** The chain, oldest first; empty before a genesis. */
  readonly trail: readonly TrustedKeyring[]
  /** What the proposal shall follow; null for a genesis. */
  readonly previous: TrustedKeyring | null
  readonly draft: TrustedKeyring
  readonly statement: Statement
  readonly consent: Consent
}

/**
 * Checks all that whoever signs must know: the chain, everything about the next keyring but the number of its
 * signatures, and that one can seal to every key that it lists for the first time (docs/protocol.md, 4.4 and 4.6).
 * @param orgId the organisation, 32 bytes; null takes any
 * @throws every refusal of a chain, `file_damaged`, `request_malformed`, `request_unsigned`, `intake_key_wrong`
 */
export function openProposal(p: Primitives, proposal: Proposal, orgId: Bytes | null): Ceremony {
  const trail = checkChain(p, proposal.chain, orgId)
  const previous = trail.at(-1) ?? null
  const draft = checkDraft(p, previous, proposal.next)
  if (orgId !== null && !equal(draft.orgId, orgId)) throw foreign()
  checkBlocks(p, draft.keyring, previous?.keyring ?? null, proposal.blocks)
  const statement = parseStatement(proposal.next)
  const consent = consentTo(statement, draft.keyring, previous?.keyring ?? null)
  return { proposal, trail, previous, draft, statement, consent }
}

/** @throws every refusal of a chain */
export function checkChain(p: Notary, chain: readonly Bytes[], orgId: Bytes | null): TrustedKeyring[] {
  const trail: TrustedKeyring[] = []
  for (const statement of chain) {
    const last = trail.at(-1)
    trail.push(last === undefined ? trustGenesis(p, statement, orgId) : trustNext(p, last, statement))
  }
  return trail
}

function checkBlocks(
  p: Primitives,
  keyring: Keyring,
  previous: Keyring | null,
  blocks: readonly RecipientBlock[],
): void {
  if (!distinct(blocks.map(({ id }) => id))) throw wrongBlocks('somebody’s keys are in it twice')
  for (const { id, block } of blocks) checkBlock(p, keyring, id, block)
  const given = new Set(blocks.map(({ id }) => id))
  const fresh = keyring.recipients.filter((each) => !given.has(each.id) && isNewList(previous, each))
  if (fresh.length > 0) throw wrongBlocks('the intake keys of somebody whose list is new are missing')
}

function checkBlock(p: Primitives, { recipients }: Keyring, id: string, bytes: Bytes): void {
  const recipient = recipients.find((each) => each.id === id)
  if (recipient === undefined) throw wrongBlocks('it brings the keys of somebody whom it does not list')
  const block: IntakeBlock = parseIntakeBlock(p, recipient, bytes)
  const { firstEpoch, epochs } = listOf(p, block)
  if (firstEpoch !== recipient.firstEpoch || epochs.join() !== recipient.epochs.join())
    throw wrongBlocks('it brings other intake keys than it lists')
  checkIntakeKeys(p, block.keys)
}

const isNewList = (previous: Keyring | null, { id, identity, firstEpoch, epochs }: Recipient): boolean =>
  !(previous?.recipients ?? []).some(
    (each) =>
      each.id === id &&
      each.identity === identity &&
      each.firstEpoch === firstEpoch &&
      each.epochs.join() === epochs.join(),
  )

/** The same proposal with one more signature; one that stands already changes nothing. */
export const signProposal = (p: Signatures, proposal: Proposal, seed: Bytes): Proposal => ({
  ...proposal,
  next: encodeStatement(signStatement(p, parseStatement(proposal.next), seed)),
})

/**
 * Two copies of one proposal, with the signatures of both. Whoever joins has opened both before.
 * @throws `usage` when they are not copies of one proposal
 */
export function joinProposals(one: Proposal, other: Proposal): Proposal {
  const [mine, theirs] = [parseStatement(one.next), parseStatement(other.next)]
  const isCopy =
    equal(mine.payload, theirs.payload) &&
    samePayloads(one.chain, other.chain) &&
    equal(encodeProposal({ ...one, chain: [] }), encodeProposal({ ...other, chain: [], next: one.next }))
  if (!isCopy)
    throw new CandorError(
      'usage',
      'these files are not copies of one proposal',
      'name only the copies that came back of the one that you sent out',
    )
  const known = new Set(mine.signatures.map(({ key }) => key))
  const more = theirs.signatures.filter(({ key }) => !known.has(key))
  const signatures = [...mine.signatures, ...more]
  return { ...one, next: encodeStatement({ payload: mine.payload, signatures }) }
}

const samePayloads = (one: readonly Bytes[], other: readonly Bytes[]): boolean =>
  one.length === other.length &&
  one.every((each, i) => equal(parseStatement(each).payload, parseStatement(other[i] as Bytes).payload))

const wrongBlocks = (why: string) =>
  new CandorError('file_damaged', `this proposal is not whole: ${why}`, 'have it drafted and sent again')

const foreign = () =>
  new CandorError(
    'keyring_foreign',
    'this proposal belongs to another organisation',
    'check which file was named, and who sent it',
  )
