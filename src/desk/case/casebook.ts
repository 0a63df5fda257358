import { CandorError } from '../../protocol/errors.ts'
import type { Keyring } from '../../protocol/keyring/statement.ts'
import type { Trail } from '../../protocol/keyring/trail.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { Tip } from '../../protocol/tip.ts'
import type { Cabinet, CaseChange } from '../vault/cabinet.ts'
import { loadKept } from '../vault/directory.ts'
import { readState } from '../vault/state.ts'
import type { Vault } from '../vault/vault.ts'
import { type CaseRecord, type CaseSummary, encodeRow, readRecord, readSummary, summarise } from './case.ts'
import type { CaseSources } from './case-sources.ts'
import { type HeldDrop, readHeld } from './held.ts'
import { foldThreads, type Looker, progressOf } from './progress.ts'
import type { CaseThreads } from './threads.ts'
import { encodeWatch, firstWatch, readWatch, type Watch } from './watch.ts'

/** A vault, and what is needed to read a case in it. */
export interface Casebook {
  readonly vault: Vault
  readonly cabinet: Cabinet
  readonly trail: Trail
  /** The first week of which drops can be held. */
  readonly from: number
}

export function openCasebook(p: Primitives, vault: Vault, cabinet: Cabinet): Casebook {
  const { keyringSeq, from } = readState(cabinet).state
  return { vault, cabinet, trail: loadKept(p, vault, cabinet, keyringSeq), from: from ?? 0 }
}

/** A case as it lies in the vault. */
export interface StoredCase {
  readonly number: number
  readonly record: CaseRecord
  /** Null for a void tip. */
  readonly tip: Tip | null
  /** The keyring of the tip. */
  readonly keyring: Keyring
  readonly watch: Watch
  readonly summary: CaseSummary
}

/** A case that counts. */
export type SoundCase = StoredCase & { readonly tip: Tip }

export const isSound = (stored: StoredCase): stored is SoundCase => stored.tip !== null

/** @throws `not_found` */
export function loadCase(p: Primitives, { vault, cabinet, trail }: Casebook, number: number): StoredCase {
  const [content, line] = [cabinet.caseContent(number), cabinet.summary(number)]
  if (content === null || line === null) throw unknownCase(number)
  const record = readRecord(content)
  const keyring = trail.find((each) => each.keyring.seq === record.keyringSeq)?.keyring
  if (keyring === undefined)
    throw new CandorError('file_damaged', 'the keyring of this case is missing from the vault')
  const kept = cabinet.watch(number)
  const watch = kept === null ? firstWatch(p, record, keyring, vault.identity.recipientId) : readWatch(kept)
  const tip = record.opened.status === 'void' ? null : record.opened.tip
  return { number, record, tip, keyring, watch, summary: readSummary(line) }
}

/** @throws `not_found`, for what waits for a clock to run out as well */
export function loadShown(p: Primitives, casebook: Casebook, number: number): StoredCase {
  const stored = loadCase(p, casebook, number)
  if (stored.summary.hidden) throw unknownCase(number)
  return stored
}

export const heldOf = ({ cabinet }: Casebook, number: number): HeldDrop[] =>
  cabinet.drops(number).map(readHeld)

/** What a case's threads are read from. */
export const sourcesOf = (
  { trail, from }: Casebook,
  { record, tip, keyring, watch }: SoundCase,
  drops: readonly HeldDrop[],
): CaseSources => ({ trail, from, envelope: record.envelope, tip, keyring, watch, drops })

/** The rows of a case after its threads were read. */
export function changeOf(
  { trail, vault }: Pick<Casebook, 'trail' | 'vault'>,
  stored: SoundCase,
  threads: CaseThreads,
): CaseChange {
  const { number, record, watch, summary } = stored
  const progress = progressOf(foldThreads(threads, record, trail), record.day, lookerOf(vault, watch))
  const line = summarise(record, { hidden: summary.hidden, progress })
  return { number, summary: encodeRow(line), watch: encodeWatch(watch) }
}

export const lookerOf = ({ identity }: Pick<Vault, 'identity'>, { seen, overtaken }: Watch): Looker => ({
  me: identity.recipientId,
  seen,
  overtaken,
})

const unknownCase = (number: number) =>
  new CandorError('not_found', `there is no case ${number} in this vault`, 'see candor inbox')
