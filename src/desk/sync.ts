import type { Api, Authorize } from '../client/api.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { CandorError } from '../protocol/errors.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import { signRequest } from '../protocol/request.ts'
import type { WirePage, WireTip } from '../protocol/wire.ts'
import type { Cabinet } from './cabinet.ts'
import { type CaseRecord, encodeRow, summarise } from './case.ts'
import { type Directory, listsMyKeys, updateDirectory } from './directory.ts'
import { type Entries, markOf, readEntries } from './entries.ts'
import { type Delivered, planFor, recordOf } from './open.ts'
import { type Job, type Opener, openInline } from './opener.ts'
import { encodeState, readState, STATE, type SyncState } from './state.ts'
import type { Vault } from './vault.ts'

export interface SyncReport {
  /** Cases that are new to this vault. */
  readonly added: number
  /** Envelopes that the server handed out. */
  readonly seen: number
  /** Things that no honest server does, since this vault was made. */
  readonly alarms: SyncState['alarms']
}

export interface SyncOptions {
  /** Opens envelopes; in this thread unless told. */
  readonly open?: Opener
  /** Told after every page: how many envelopes have been seen. */
  readonly onProgress?: (seen: number) => void
}

/**
 * Fetches every envelope since the last sync, opens what is addressed to this identity, and files it. Each page is filed
 * as a whole with its cursor: an interrupted sync goes on where it was. No request depends on what could be opened.
 */
export async function sync(
  p: Primitives,
  api: Api,
  vault: Vault,
  cabinet: Cabinet,
  options: SyncOptions = {},
): Promise<SyncReport> {
  const { state, raw } = readState(cabinet)
  const directory = await updateDirectory(p, api, vault, cabinet, state.keyringSeq)
  const authorize = authorizer(p, vault)
  const started = await startingState(p, api, directory, vault, state)
  let desk = fileKeyrings(cabinet, directory, { state: started, raw })
  const entries = readEntries(p, api, desk.state.cursor)
  const tools = { directory, vault, entries, open: options.open ?? openInline(p) }
  let added = 0
  let seen = 0
  for (let more = true; more; ) {
    const page = await api.tips(desk.state.cursor, authorize)
    checkCourse(page, desk.state.cursor)
    const filed = filePage(cabinet, directory, desk, await openPage(p, tools, page, desk.state))
    desk = filed.desk
    added += filed.added
    seen += page.rows.length
    options.onProgress?.(seen)
    more = page.more
  }
  const withheld = await withheldBeyond(api, authorize, desk.state.cursor)
  if (withheld > 0) desk = fileAlarm(cabinet, directory, desk, { 'withheld-envelope': withheld })
  return { added, seen, alarms: desk.state.alarms }
}

/** How many envelopes the public list has beyond the last page, when asking once more does not bring them. */
async function withheldBeyond(api: Api, authorize: Authorize, cursor: number): Promise<number> {
  const { rows } = await api.entries(cursor)
  const beyond = rows.filter(({ batch }) => batch > cursor).length
  if (beyond === 0) return 0
  // They may just have arrived: then the next sync fetches them.
  const again = await api.tips(cursor, authorize)
  return again.rows.length === 0 ? beyond : 0
}

function fileAlarm(
  cabinet: Cabinet,
  directory: Directory,
  { state, raw }: Desk,
  more: Record<string, number>,
): Desk {
  return fileKeyrings(cabinet, directory, { state: { ...state, alarms: raise(state.alarms, more) }, raw })
}

/** A page goes on from the cursor, and no further than its rows: a cursor that ran ahead would pass over tips. */
function checkCourse({ rows, next, more }: WirePage<WireTip>, cursor: number): void {
  const first = rows[0]?.batch
  const honest =
    first === undefined ? next === cursor && !more : first > cursor && rows.at(-1)?.batch === next
  if (!honest)
    throw new CandorError('answer_malformed', 'the server’s list of tips does not go on', 'try again later')
}

interface Desk {
  readonly state: SyncState
  readonly raw: Bytes | null
}

const authorizer =
  (p: Primitives, { orgId, identity }: Vault): Authorize =>
  (request) =>
    signRequest(p, identity.recipientId, identity.signing, { orgId, ...request })

async function startingState(
  p: Primitives,
  api: Api,
  directory: Directory,
  { identity }: Vault,
  state: SyncState,
): Promise<SyncState> {
  const { seq } = directory.latest.keyring
  const foreign = seq !== state.keyringSeq && !listsMyKeys(p, directory.latest, identity)
  const alarms = foreign ? raise(state.alarms, { 'not-my-keys': 1 }) : state.alarms
  const known = { ...state, keyringSeq: seq, alarms }
  if (state.cursor === 0 || (await markOf(p, api, state.cursor)) === state.mark) return known
  // The server was set back, or changed its list: reading all of it again loses nothing.
  return { ...known, cursor: 0, mark: '', alarms: raise(alarms, { 'list-changed': 1 }) }
}

function fileKeyrings(cabinet: Cabinet, directory: Directory, { state, raw }: Desk): Desk {
  const after = encodeState(state)
  cabinet.file({ guard: { name: STATE, before: raw, after }, items: directory.takeNews() })
  return { state, raw: after }
}

interface Work {
  readonly state: SyncState
  readonly cases: readonly { readonly hash: Bytes; readonly record: CaseRecord }[]
}

interface Tools {
  readonly directory: Directory
  readonly vault: Vault
  readonly entries: Entries
  readonly open: Opener
}

async function openPage(
  p: Primitives,
  tools: Tools,
  page: WirePage<WireTip>,
  state: SyncState,
): Promise<Work> {
  const listed = await tools.entries.upTo(page.next)
  const alarms: Record<string, number> = {}
  const onAlarm = (alarm: string, count = 1) => {
    alarms[alarm] = (alarms[alarm] ?? 0) + count
  }
  const delivered = page.rows.map(({ batch, tag, envelope }): Delivered => {
    const hash = p.sha256(envelope)
    const day = listed.take(batch, tag, hash)
    if (day === null) onAlarm('unlisted-envelope')
    return { batch, day: day ?? 0, envelope, hash }
  })
  if (listed.rest() > 0) onAlarm('withheld-envelope', listed.rest())
  const cases = await openAll(p, tools, delivered, onAlarm)
  const mark = page.rows.length === 0 ? state.mark : listed.mark
  return { cases, state: { ...state, cursor: page.next, mark, alarms: raise(state.alarms, alarms) } }
}

/** The cases among what was delivered, in its order. */
async function openAll(
  p: Primitives,
  { directory, vault, open }: Tools,
  delivered: readonly Delivered[],
  onAlarm: (alarm: string) => void,
): Promise<Work['cases']> {
  const attempts: { readonly job: Job; readonly from: Delivered }[] = []
  for (const from of delivered) {
    const plan = await planFor(directory, vault.identity, from.envelope)
    if (plan.kind === 'alarm') onAlarm(plan.alarm)
    if (plan.kind === 'try') attempts.push({ job: plan.job, from })
  }
  const results = await open(attempts.map(({ job }) => job))
  return attempts.flatMap(({ job, from }, i) => {
    const opened = results[i] ?? null
    return opened === null ? [] : [{ hash: from.hash, record: recordOf(p, job, from, opened) }]
  })
}

function filePage(cabinet: Cabinet, directory: Directory, { raw }: Desk, { state, cases }: Work) {
  const after = encodeState(state)
  const added = cabinet.file({
    guard: { name: STATE, before: raw, after },
    items: directory.takeNews(),
    cases: cases.map(({ hash, record }) => ({
      hash,
      summary: encodeRow(summarise(record)),
      content: encodeRow(record),
    })),
  })
  return { added, desk: { state, raw: after } }
}

function raise(alarms: SyncState['alarms'], more: Readonly<Record<string, number>>): SyncState['alarms'] {
  const counts = { ...alarms }
  for (const [alarm, count] of Object.entries(more)) counts[alarm] = (counts[alarm] ?? 0) + count
  return counts
}
