import type { Api, Authorize } from '../client/api.ts'
import type { Bytes } from '../protocol/bytes.ts'
import { CandorError } from '../protocol/errors.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import { signRequest } from '../protocol/request.ts'
import type { WirePage, WireTip } from '../protocol/wire.ts'
import type { Cabinet } from './cabinet.ts'
import { type CaseRecord, encodeRow, summarise } from './case.ts'
import { type Directory, listsMyKeys, updateDirectory } from './directory.ts'
import { type Entries, readEntries } from './entries.ts'
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
  let desk = { state: startingState(p, directory, vault, state), raw }
  desk = fileKeyrings(cabinet, directory, desk)
  const entries = readEntries(api, desk.state.cursor)
  const open = options.open ?? openInline(p)
  let added = 0
  let seen = 0
  for (let more = true; more; ) {
    const page = await api.tips(desk.state.cursor, authorize)
    const work = await openPage(p, { directory, vault, entries, open }, page, desk.state)
    if (page.more && page.next <= desk.state.cursor) throw stuck()
    desk = filePage(cabinet, directory, desk, work)
    added += work.records.length
    seen += page.rows.length
    options.onProgress?.(seen)
    more = page.more
  }
  return { added, seen, alarms: desk.state.alarms }
}

interface Desk {
  readonly state: SyncState
  readonly raw: Bytes | null
}

const authorizer =
  (p: Primitives, { orgId, identity }: Vault): Authorize =>
  (request) =>
    signRequest(p, identity.recipientId, identity.signing, { orgId, ...request })

function startingState(
  p: Primitives,
  directory: Directory,
  { identity }: Vault,
  state: SyncState,
): SyncState {
  const { latest } = directory
  const changed = latest.keyring.seq !== state.keyringSeq
  const alarms =
    changed && !listsMyKeys(p, latest, identity) ? raise(state.alarms, ['not-my-keys']) : state.alarms
  return { ...state, keyringSeq: latest.keyring.seq, alarms }
}

function fileKeyrings(cabinet: Cabinet, directory: Directory, { state, raw }: Desk): Desk {
  const after = encodeState(state)
  cabinet.file({ guard: { name: STATE, before: raw, after }, items: directory.takeNews() })
  return { state, raw: after }
}

interface Work {
  readonly state: SyncState
  readonly records: readonly CaseRecord[]
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
  const alarms: string[] = []
  const delivered = page.rows.map(({ batch, tag, envelope }): Delivered => {
    const hash = p.sha256(envelope)
    const day = listed.take(batch, tag, hash)
    if (day === null) alarms.push('unlisted-envelope')
    return { batch, day: day ?? 0, envelope, hash }
  })
  alarms.push(...listed.rest().map(() => 'withheld-envelope'))
  const records = await openAll(p, tools, delivered, (alarm) => alarms.push(alarm))
  return { records, state: { ...state, cursor: page.next, alarms: raise(state.alarms, alarms) } }
}

/** The cases among what was delivered, in its order. */
async function openAll(
  p: Primitives,
  { directory, vault, open }: Tools,
  delivered: readonly Delivered[],
  onAlarm: (alarm: string) => void,
): Promise<CaseRecord[]> {
  const attempts: { readonly job: Job; readonly from: Delivered }[] = []
  for (const from of delivered) {
    const plan = await planFor(directory, vault.identity, from.envelope)
    if (plan.kind === 'alarm') onAlarm(plan.alarm)
    if (plan.kind === 'try') attempts.push({ job: plan.job, from })
  }
  const results = await open(attempts.map(({ job }) => job))
  return attempts.flatMap(({ job, from }, i) => {
    const opened = results[i] ?? null
    return opened === null ? [] : [recordOf(p, job, from, opened)]
  })
}

function filePage(cabinet: Cabinet, directory: Directory, { raw }: Desk, { state, records }: Work): Desk {
  const after = encodeState(state)
  const cases = records.map((record) => ({
    summary: encodeRow(summarise(record)),
    content: encodeRow(record),
  }))
  cabinet.file({ guard: { name: STATE, before: raw, after }, items: directory.takeNews(), cases })
  return { state, raw: after }
}

function raise(alarms: SyncState['alarms'], more: readonly string[]): SyncState['alarms'] {
  const counts = { ...alarms }
  for (const alarm of more) counts[alarm] = (counts[alarm] ?? 0) + 1
  return counts
}

const stuck = () =>
  new CandorError('answer_malformed', 'the server’s list of tips does not go on', 'try again later')
