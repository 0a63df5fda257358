import { snapshotAfter as writeAfter } from '../../desk/recovery/keep.ts'
import { hasChanged, type SyncReport } from '../../desk/sync/sync.ts'
import type { Desk } from '../desk.ts'
import { hintOf } from '../exit.ts'
import type { Context } from '../program.ts'
import type { Session } from '../session.ts'
import { keepingOf } from './write.ts'

/** Writes a snapshot after a sync that changed something, where one is wished for. It never fails the sync. */
export async function snapshotAfter(
  context: Context,
  session: Session,
  desk: Desk,
  report: SyncReport,
): Promise<void> {
  const folder = context.env['CANDOR_SNAPSHOT']
  if (folder === undefined || folder === '') return
  const error = await writeAfter(keepingOf(context, session, desk), folder, hasChanged(report))
  if (error === null) return
  const hint = hintOf(error)
  context.terminal.note({ text: 'warning:', style: 'red' }, ` no snapshot was written: ${error.message}`)
  if (hint !== undefined) context.terminal.note(hint)
}
