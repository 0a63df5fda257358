import type { Api, Authorize } from '../../client/api.ts'
import type { WireDrop } from '../../protocol/drop.ts'
import { CandorError, type ErrorCode, isCandorError } from '../../protocol/errors.ts'
import type { Keyring } from '../../protocol/keyring/statement.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { dayOf, epochOfDay } from '../../protocol/time.ts'
import type { WirePage } from '../../protocol/wire.ts'
import type { Casebook } from '../case/casebook.ts'
import { type Flushed, flushWith, leftIn } from '../casework/flush.ts'
import type { Timing } from '../casework/queue.ts'
import { keepUp } from '../casework/upkeep.ts'
import { authorizer } from '../vault/authorize.ts'
import type { Cabinet } from '../vault/cabinet.ts'
import { type Directory, listsMyKeys, updateDirectory } from '../vault/directory.ts'
import { asListed, listedIn } from '../vault/identity.ts'
import { identityItem, readIdentity } from '../vault/secrets.ts'
import { type Ledger, openLedger, raise, readState, type SyncState } from '../vault/state.ts'
import type { Vault } from '../vault/vault.ts'
import { askAgain, fetchDrops, fetchKeys, settleAll } from './drops.ts'
import { stillLists } from './entries.ts'
import { fileTips, makeReady, type ReadyPage } from './file-tips.ts'
import { readAgain } from './given.ts'
import { type Lookout, openLookout } from './lookout.ts'
import { type LanesFor, rememberLanes } from './match.ts'
import { type Opener, openInline, type Result } from './opener.ts'
import { parcelsItem, readParcels, takeParcels } from './parcels.ts'
import { type Tended, tend } from './tend.ts'
import { readTips, type TipReader, withheldBeyond } from './tips.ts'

export interface SyncReport {
  /** Cases that are new to the inbox. */
  readonly added: number
  /** Envelopes that the server handed out. */
  readonly seen: number
  /** Things that no honest server does, since this vault was made. */
  readonly alarms: SyncState['alarms']
  /** What was handed in, and what waits. */
  readonly flushed: Flushed
  /** Why what was due could not be handed in; null when nothing went wrong. It waits for the next time. */
  readonly trouble: ErrorCode | null
  /** What became of this desk's own keys. */
  readonly keys: Tended
}

export interface SyncOptions extends Omit<Timing, 'jitterSeconds'> {
  /** What this desk adds of itself leaves within so many seconds; half an hour unless told. */
  readonly jitterSeconds?: number
  /** Opens envelopes; in this thread unless told. */
  readonly open?: Opener
  /** Told after every page: how many envelopes have been seen. */
  readonly onProgress?: (seen: number) => void
}

/**
 * Fetches everything since the last sync, opens what is addressed to this identity, and files it. Each page is filed as a
 * whole with its cursor: an interrupted sync goes on where it was. No request depends on what could be opened: so every
 * desk alike looks through all drops once more when a keyring is new, or keys are there that were missing; and through all
 * tips and drops where parcels came, once an hour at most. What is handed in leaves at times that chance has chosen.
 */
export async function sync(
  p: Primitives,
  api: Api,
  vault: Vault,
  cabinet: Cabinet,
  options: SyncOptions,
): Promise<SyncReport> {
  const counts = { added: 0, seen: 0 }
  for (let tries = 1; ; tries++) {
    try {
      return await syncOnce(p, await openRun(p, api, vault, cabinet, options, counts))
    } catch (error) {
      if (!(error instanceof NewKeyring) || tries === MOST_TRIES) throw error
    }
  }
}

/** Each of them has to be signed: no server goes on with it for ever. */
const MOST_TRIES = 3

/** What was sealed under it would be passed over as sealed under none. What was filed before stays filed. */
class NewKeyring extends CandorError {
  constructor() {
    super('answer_malformed', 'the organisation published another keyring meanwhile', 'try again')
  }
}

async function syncOnce(p: Primitives, run: Run): Promise<SyncReport> {
  const { api, options } = run
  const before = withheldIn(run)
  await bringAll(p, run)
  if (await readAgain(p, { ...run, casebook: casebookOf(run) }, options.now)) await bringAll(p, run)
  const { authorize, ledger, counts } = run
  const withheld = await withheldBeyond(api, authorize, ledger.state().cursor)
  if (withheld > 0) alarm(ledger, { 'withheld-envelope': withheld })
  const timing = { jitterSeconds: JITTER, ...options }
  const opened = keepUp(p, casebookOf(run), ledger, run.lookout, timing)
  const handedIn = await handInDue(p, run)
  const isComplete = withheldIn(run) === before
  const keys = await tend(p, run, { now: options.now, random: options.random, isComplete })
  return { added: counts.added + opened, seen: counts.seen, alarms: ledger.state().alarms, ...handedIn, keys }
}

/** Whether all tips that there are will be looked through. */
export const isFirstSync = (cabinet: Cabinet): boolean => readState(cabinet).state.cursor === 0

/** Whether anything is in the vault, or at the server, that was not there before. */
export const hasChanged = ({ seen, flushed, keys }: SyncReport): boolean =>
  seen + flushed.sent + keys.made + keys.erased > 0

const withheldIn = ({ ledger }: Run): number => ledger.state().alarms['withheld-envelope'] ?? 0

const JITTER = 1800

/** Whatever came after the two cursors. */
async function bringAll(p: Primitives, run: Run): Promise<void> {
  for (let more = true; more; ) {
    // Fetched before the tips: so nothing is looked at whose case is not known yet.
    const page = await nextDrops(run)
    await bringTips(p, run)
    await fileDrops(p, run, page)
    more = page.more
  }
}

/** What one sync works with. */
interface Run {
  readonly api: Api
  readonly vault: Vault
  readonly cabinet: Cabinet
  readonly options: SyncOptions
  readonly ledger: Ledger
  readonly directory: Directory
  readonly authorize: Authorize
  readonly tips: TipReader
  readonly open: Opener
  readonly lookout: Lookout
  readonly lanesFor: LanesFor
  readonly counts: { added: number; seen: number }
}

const casebookOf = ({ vault, cabinet, directory, ledger }: Run): Casebook => ({
  vault,
  cabinet,
  trail: directory.trail,
  from: ledger.state().from ?? 0,
})

async function openRun(
  p: Primitives,
  api: Api,
  before: Vault,
  cabinet: Cabinet,
  options: SyncOptions,
  counts: Run['counts'],
): Promise<Run> {
  const ledger = openLedger(cabinet)
  const directory = await updateDirectory(p, api, before, cabinet, ledger.state().keyringSeq)
  const vault = upToDate(p, before, cabinet, directory.latest.keyring)
  const change = await startingChange(p, api, directory, vault, ledger.state(), options.now)
  ledger.file(change, { items: [...directory.takeNews(), identityItem(vault.identity)] })
  const authorize = authorizer(p, vault, directory.latest.keyring)
  const tips = readTips(p, api, authorize, ledger.state().cursor)
  const run = { api, vault, cabinet, options, ledger, directory, authorize, tips }
  const open = options.open ?? openInline(p)
  return { ...run, open, lookout: openLookout(), lanesFor: rememberLanes(p), counts }
}

/** With the keys that lie in the cabinet by now, and the identity that the newest keyring lists. */
const upToDate = (p: Primitives, vault: Vault, cabinet: Cabinet, newest: Keyring): Vault => {
  const held = readIdentity(cabinet, vault.identity.recipientId) ?? vault.identity
  return { ...vault, identity: asListed(p, held, newest) }
}

async function startingChange(
  p: Primitives,
  api: Api,
  directory: Directory,
  { identity }: Vault,
  state: SyncState,
  now: number,
): Promise<Partial<SyncState>> {
  const { latest } = directory
  const { seq, policy } = latest.keyring
  // Whoever is not listed yet, or not any more, is told so by the server: nobody stands in their place.
  const isListed = listedIn(latest.keyring, identity) !== undefined
  const foreign = seq !== state.keyringSeq && isListed && !listsMyKeys(p, latest, identity)
  const alarms = raise(state.alarms, { 'not-my-keys': foreign ? 1 : 0 })
  const from = state.from ?? Math.max(0, epochOfDay(dayOf(now) - policy.dropDays))
  const missing = await askAgain(directory, state.missing)
  const isNews = (state.keyringSeq !== 0 && seq !== state.keyringSeq) || missing.length < state.missing.length
  const known = { keyringSeq: seq, alarms, from, missing, ...(isNews ? { drops: 0 } : {}) }
  const life = { today: dayOf(now), envelopeDays: policy.envelopeDays }
  if (state.newest.length === 0 || (await stillLists(api, state.cursor, state.newest, life))) return known
  return { ...known, ...setBack({ ...state, alarms }) }
}

/** The server was set back, or changed its list: reading all of it again loses nothing. */
const setBack = ({ alarms }: Pick<SyncState, 'alarms'>): Partial<SyncState> => ({
  cursor: 0,
  newest: [],
  drops: 0,
  alarms: raise(alarms, { 'list-changed': 1 }),
})

const alarm = (ledger: Ledger, more: Readonly<Record<string, number>>): void =>
  void ledger.file({ alarms: raise(ledger.state().alarms, more) })

/** The drops after the cursor, which moves only once they are filed. */
async function nextDrops({ api, authorize, ledger }: Run): Promise<WirePage<WireDrop>> {
  const page = await fetchDrops(api, authorize, ledger.state().drops)
  if (page !== null) return page
  ledger.file({ drops: 0, alarms: raise(ledger.state().alarms, { 'list-changed': 1 }) })
  return (await fetchDrops(api, authorize, 0)) ?? { rows: [], next: 0, more: false }
}

async function bringTips(p: Primitives, run: Run): Promise<void> {
  for await (const { ready, opening } of pagesInOpening(p, run)) {
    run.counts.added += fileTips(p, { ...run, casebook: casebookOf(run) }, ready, await opening)
    run.counts.seen += ready.page.delivered.length
    run.options.onProgress?.(run.counts.seen)
  }
}

interface PageInOpening {
  readonly ready: ReadyPage
  readonly opening: Promise<readonly Result[]>
}

/** How many pages are being opened at a time: so the threads go on while one is filed and another fetched. */
const AHEAD = 2

async function* pagesInOpening(p: Primitives, run: Run): AsyncGenerator<PageInOpening> {
  const ahead: PageInOpening[] = []
  try {
    for (let cursor: number | null = run.ledger.state().cursor; cursor !== null; ) {
      const ready: ReadyPage = await nextTips(p, run, cursor)
      ahead.push({ ready, opening: startOpening(run, ready) })
      if (ahead.length === AHEAD) yield ahead.shift() as PageInOpening
      cursor = ready.page.more ? ready.page.next : null
    }
  } catch (error) {
    // Where the network breaks off, what came before is filed all the same.
    yield* ahead
    throw error
  }
  yield* ahead
}

async function nextTips(p: Primitives, run: Run, cursor: number): Promise<ReadyPage> {
  const { tips, directory, vault } = run
  const ready = await makeReady(p, directory, vault.identity, await tips.next(cursor))
  if (ready.alarms['unknown-keyring'] !== undefined && (await hasNewKeyring(p, run))) throw new NewKeyring()
  return ready
}

async function hasNewKeyring(
  p: Primitives,
  { api, vault, cabinet, directory, ledger }: Run,
): Promise<boolean> {
  const { latest } = await updateDirectory(p, api, vault, cabinet, ledger.state().keyringSeq)
  return latest.keyring.seq > directory.latest.keyring.seq
}

function startOpening({ open }: Run, { tries }: ReadyPage): Promise<readonly Result[]> {
  const opening = open(tries.map(({ job }) => job))
  // It is waited for only once the pages before it are filed; should that fail, nobody asks for it any more.
  opening.catch(() => undefined)
  return opening
}

async function fileDrops(p: Primitives, run: Run, { rows, next }: WirePage<WireDrop>): Promise<void> {
  const { directory, vault, ledger, lookout, lanesFor, options } = run
  const casebook = casebookOf(run)
  const lacking = lookout.refresh(p, casebook)
  const tools = { directory, identity: vault.identity }
  const lastWeek = epochOfDay(dayOf(options.now)) + 1
  const missing = await fetchKeys(tools, rows, lastWeek, ledger.state().missing)
  if (lacking.length > 0) ledger.file({}, { changes: lacking })
  const settled = settleAll(p, tools, casebook, lookout, rows, lanesFor)
  const parcels = takeParcels(p, tools, readParcels(run.cabinet), rows)
  const all = [...settled.values()]
  ledger.file(
    { drops: next, missing },
    {
      items: [...directory.takeNews(), ...(parcels === null ? [] : [parcelsItem(parcels)])],
      changes: all.map(({ change }) => change),
      drops: all.flatMap(({ drops }) => drops),
    },
  )
  for (const [number, { watch }] of settled) lookout.set(number, watch)
}

async function handInDue(p: Primitives, run: Run): Promise<Pick<SyncReport, 'flushed' | 'trouble'>> {
  const { api, ledger, directory, cabinet, options } = run
  try {
    const open = async () => directory
    const done = await flushWith(p, api, casebookOf(run), ledger, open, options)
    const { sent, waiting, next, trouble } = done
    return { flushed: { sent, waiting, next }, trouble: trouble?.code ?? null }
  } catch (error) {
    // What came in is filed, and can be read: that what goes out has to wait must not stand in the way.
    if (!isCandorError(error)) throw error
    return { flushed: { sent: 0, ...leftIn(cabinet) }, trouble: error.code }
  }
}
