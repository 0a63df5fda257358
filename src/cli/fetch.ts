import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { openCasebook } from '../desk/case/casebook.ts'
import { openInPool } from '../desk/sync/opener.ts'
import { type SyncReport, sync } from '../desk/sync/sync.ts'
import { readState } from '../desk/vault/state.ts'
import { identityIn } from '../desk/vault/vault.ts'
import { dayText, firstDayOfEpoch } from '../protocol/time.ts'
import { tellNews } from './admin/keyring-news.ts'
import { timingOf } from './cases/queue.ts'
import { type Standing, standingOf } from './cases/standing.ts'
import type { Desk } from './desk.ts'
import type { Context } from './program.ts'
import type { Session } from './session.ts'
import { snapshotAfter } from './snapshots/after-sync.ts'

/** What a sync brought, and what it handed in. */
export interface Fetched {
  readonly report: SyncReport
  /** The numbers of cases that were not in the inbox before. */
  readonly tips: readonly number[]
  /** How many messages of sources came that nobody here has looked at. */
  readonly messages: number
}

/** Fetches what is new, opens it on every core, and hands in what is due. */
export async function fetchNew(context: Context, session: Session, desk: Desk): Promise<Fetched> {
  const before = standingOf(session.p, desk)
  const { keyringSeq } = readState(desk.cabinet).state
  const report = await syncInPool(context, session, desk)
  tellNews(context, openCasebook(session.p, desk.vault, desk.cabinet).trail, keyringSeq)
  await snapshotAfter(context, session, desk, report)
  if (report.keys.trouble === 'intake_list_old') noteOtherCopy(context, desk)
  return { report, ...newsBetween(before, standingOf(session.p, desk)) }
}

export function noteTrouble({ terminal }: Context, trouble: SyncReport['trouble']): void {
  if (trouble !== null)
    terminal.note('What was due could not be handed in. It waits for the next sync, and nothing is lost.')
}

/** Each copy of a vault makes keys of its own: nobody can read what is sealed to those of the other one. */
function noteOtherCopy({ terminal }: Context, { vault, cabinet }: Desk): void {
  const { handedIn } = identityIn(cabinet, vault.identity.recipientId)
  const day = handedIn === undefined ? null : dayText(firstDayOfEpoch(handedIn + 1) - 1)
  terminal.note(
    'Another copy of this vault makes its keys. This copy cannot open ',
    day === null ? 'tips that are sealed to them' : `tips that are sealed after ${day}`,
    '. Go on with the other copy, or copy that vault here again.',
  )
}

async function syncInPool(
  context: Context,
  { p, api, settings }: Session,
  { vault, cabinet }: Desk,
): Promise<SyncReport> {
  const pool = openInPool(p, availableParallelism(), startOpener)
  const options = { open: pool.open, ...timingOf(context, settings) }
  try {
    return await context.terminal.during('opening tips:', (onProgress) =>
      sync(p, api, vault, cabinet, { ...options, onProgress }),
    )
  } finally {
    await pool.close()
  }
}

const startOpener = () => new Worker(new URL('../desk/sync/opener-worker.js', import.meta.url))

function newsBetween(before: Standing, after: Standing): Pick<Fetched, 'tips' | 'messages'> {
  const more = [...after].map(([number, unread]) => Math.max(0, unread - (before.get(number) ?? 0)))
  return {
    tips: [...after.keys()].filter((number) => !before.has(number)),
    messages: more.reduce((sum, count) => sum + count, 0),
  }
}
