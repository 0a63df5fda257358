import type { SyncState } from '../../../src/local/wire.ts'
import { api } from '../state/api.ts'
import { now } from '../state/clock.ts'
import { tellRefusal } from '../state/deeds.ts'
import { inbox } from '../state/inbox.ts'
import { words } from '../words/index.ts'
import { refusalWords } from '../words/refusals.ts'
import { type ShellWords, shellWords } from '../words/shell.ts'
import { localDay, momentText, shortDateText } from '../words/text.ts'
import { Dialog, openDialog } from './dialog.tsx'
import { PlainText } from './plain-text.tsx'

/** In one line, always there: whether what is shown is fresh, and what has not left yet. */
export function SyncLine() {
  const sync = inbox.value?.sync
  if (sync === undefined) return null
  const w = words(shellWords).sync
  return (
    <button
      type="button"
      class={`quiet sync-line is-${sync.phase}`}
      onClick={() => openDialog(() => <SyncDialog />)}
    >
      {syncText(sync, w)}
      {sync.waiting > 0 && <span class="soft"> · {w.waiting(sync.waiting)}</span>}
    </button>
  )
}

function syncText({ phase, seen, last }: SyncState, w: ShellWords['sync']): string {
  if (phase === 'syncing') return seen > 0 ? w.seen(seen) : w.running
  if (phase === 'offline') return last === null ? w.offline : w.offlineSince(momentText(last))
  if (phase === 'failed') return w.failed
  return last === null ? w.never : agoText(now.value - last, last, w)
}

function agoText(seconds: number, moment: number, w: ShellWords['sync']): string {
  if (seconds < 60) return w.justNow
  if (seconds < 3600) return w.minutesAgo(Math.floor(seconds / 60))
  if (seconds < 86_400) return w.hoursAgo(Math.floor(seconds / 3600))
  return w.onDay(shortDateText(localDay(moment)))
}

function SyncDialog() {
  const sync = inbox.value?.sync
  const w = words(shellWords).sync
  if (sync === undefined) return null
  const { phase, last, next, waiting, trouble } = sync
  return (
    <Dialog title={w.title}>
      <p>
        <strong>{syncText(sync, w)}.</strong> {last !== null && w.last(momentText(last))}{' '}
        {next !== null && phase !== 'syncing' && w.next(momentText(next))}
      </p>
      {phase === 'offline' && <p class="notice">{w.offlineAbout}</p>}
      {trouble !== null && (
        <p class="notice caution">
          <strong>{w.why}.</strong> <PlainText text={refusalWords(trouble)} shown={2000} />
        </p>
      )}
      <p>{waiting === 0 ? w.nothingWaits : w.waits(waiting)}</p>
      <p class="soft small">{w.about}</p>
      <div class="buttons">
        <button type="button" class="primary" disabled={phase === 'syncing'} onClick={fetchNow} data-first>
          {w.now}
        </button>
      </div>
    </Dialog>
  )
}

const fetchNow = (): void => void api.sync().catch(tellRefusal)
