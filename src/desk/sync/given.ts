import type { Api, Authorize } from '../../client/api.ts'
import type { Bytes } from '../../protocol/bytes.ts'
import { type Envelope, parseEnvelope } from '../../protocol/envelope.ts'
import { isCandorError } from '../../protocol/errors.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { type OpenedTip, openTipWithSeed, type SealingContext } from '../../protocol/tip.ts'
import type { CaseRecord } from '../case/case.ts'
import type { Casebook } from '../case/casebook.ts'
import { contextOf } from '../case/receive.ts'
import type { Directory } from '../vault/directory.ts'
import type { Ledger } from '../vault/state.ts'
import { newCase } from './file-tips.ts'
import { type Delivered, recordOf } from './open.ts'
import { isReadingDue, type Parcels, parcelsItem, readParcels, seedsGiven } from './parcels.ts'
import { readTips } from './tips.ts'

interface Tools {
  readonly api: Api
  readonly authorize: Authorize
  readonly casebook: Casebook
  readonly directory: Directory
  readonly ledger: Ledger
}

/**
 * Reads all tips once more, where parcels have come, and files those whose seed was given, unseen until a grant counts
 * (docs/protocol.md, 10.8). Every desk makes the same requests, whether or not it was given anything; then all drops are
 * looked through again, since what was written about a case may have come before its tip. Whether it was so is answered.
 * What is known of the server's list of tips, and how far it was read, stays as it was.
 * @param now Unix seconds: it is done at most once an hour, and what came meanwhile waits
 */
export async function readAgain(p: Primitives, tools: Tools, now: number): Promise<boolean> {
  const { api, authorize, ledger, casebook, directory } = tools
  const parcels = readParcels(casebook.cabinet)
  if (!isReadingDue(parcels, now)) return false
  const tips = readTips(p, api, authorize, 0)
  const contexts = contextsFor(directory)
  for (let cursor = 0, more = true; more; ) {
    const page = await tips.next(cursor)
    const cases = await casesIn(p, tools, parcels, contexts, page.delivered)
    ledger.file({}, { items: directory.takeNews(), cases })
    cursor = page.next
    more = page.more
  }
  ledger.file({ drops: 0 }, { items: [parcelsItem({ ...parcels, due: false, last: now, given: {} })] })
  return true
}

async function casesIn(
  p: Primitives,
  { casebook }: Tools,
  parcels: Parcels,
  contexts: ContextFor,
  delivered: readonly Delivered[],
) {
  const cases: ReturnType<typeof newCase>['rows'][] = []
  for (const from of delivered) {
    const envelope = tryParse(from.envelope)
    // Asked for whether or not this desk was given the seed.
    const to = envelope === null ? null : await contexts(envelope)
    const seeds = seedsGiven(parcels, from.hash)
    if (envelope === null || to === null || seeds.length === 0) continue
    const opened = openWithOneOf(p, to, envelope, seeds)
    if (opened?.status !== 'sound' || leavesOut(opened, casebook)) continue
    const record: CaseRecord = { ...recordOf(p, { to }, from, opened), given: true }
    cases.push(newCase(p, casebook, { to }, record).rows)
  }
  return cases
}

/** Whoever the source left out does not even keep it. */
const leavesOut = ({ tip }: Extract<OpenedTip, { readonly status: 'sound' }>, { vault }: Casebook): boolean =>
  tip.exclude.includes(vault.identity.recipientId)

/** The keys of everybody to whom an envelope was sealed; null when they are not to be had. */
type ContextFor = (envelope: Envelope) => Promise<SealingContext | null>

function contextsFor(directory: Directory): ContextFor {
  const missing = new Set<string>()
  return async ({ keyringHash, epoch, recipients: count }) => {
    const trusted = directory.byHash(keyringHash)
    const recipients = trusted?.keyring.recipients ?? []
    const isPossible =
      recipients.length === count && recipients.every(({ firstEpoch }) => firstEpoch <= epoch)
    if (trusted === undefined || !isPossible) return null
    const name = `${trusted.keyring.seq}/${epoch}`
    if (missing.has(name)) return null
    const context = await contextOf(directory, trusted, epoch)
    if (context === null) missing.add(name)
    return context
  }
}

function tryParse(bytes: Bytes): Envelope | null {
  try {
    return parseEnvelope(bytes)
  } catch (error) {
    if (isCandorError(error)) return null
    throw error
  }
}

function openWithOneOf(p: Primitives, to: SealingContext, envelope: Envelope, seeds: readonly Bytes[]) {
  for (const seed of seeds) {
    const opened = tryOpen(p, to, envelope, seed)
    if (opened !== null) return opened
  }
  return null
}

function tryOpen(p: Primitives, to: SealingContext, envelope: Envelope, seed: Bytes): OpenedTip | null {
  try {
    return openTipWithSeed(p, to, envelope, seed)
  } catch (error) {
    if (isCandorError(error, 'open_failed')) return null
    throw error
  }
}
