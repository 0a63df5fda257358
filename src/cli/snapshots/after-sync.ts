import { readFile } from 'node:fs/promises'
import { splitSnapshot } from '../../desk/recovery/snapshot-file.ts'
import type { SyncReport } from '../../desk/sync/sync.ts'
import { isCandorError } from '../../protocol/errors.ts'
import { dayOf, epochOfDay } from '../../protocol/time.ts'
import type { Desk } from '../desk.ts'
import { hintOf } from '../exit.ts'
import type { Context } from '../program.ts'
import { type Session, secondsOf } from '../session.ts'
import { pathIn, writeSnapshot } from './write.ts'

/** Writes a snapshot after a sync that changed something, where one is wished for. It never fails the sync. */
export async function snapshotAfter(
  context: Context,
  session: Session,
  desk: Desk,
  report: SyncReport,
): Promise<void> {
  const folder = context.env['CANDOR_SNAPSHOT']
  if (folder === undefined || folder === '') return
  const path = pathIn(folder, desk.vault.identity.recipientId)
  if (!hasChanged(report) && (await isOfThisWeek(context, path))) return
  try {
    await writeSnapshot(context, session, desk, { folder })
  } catch (error) {
    if (!isCandorError(error)) throw error
    const hint = hintOf(error)
    context.terminal.note({ text: 'warning:', style: 'red' }, ` no snapshot was written: ${error.message}`)
    if (hint !== undefined) context.terminal.note(hint)
  }
}

const hasChanged = ({ seen, flushed, keys }: SyncReport): boolean =>
  seen + flushed.sent + keys.made + keys.erased > 0

/** An older one dies with the keys of its week. */
async function isOfThisWeek(context: Context, path: string): Promise<boolean> {
  try {
    const { header } = splitSnapshot(new Uint8Array(await readFile(path)))
    return header.epoch === epochOfDay(dayOf(secondsOf(context)))
  } catch {
    return false
  }
}
