import { setTimeout } from 'node:timers/promises'
import { flush } from '../../desk/casework/flush.ts'
import type { VaultKey } from '../../desk/vault/vault.ts'
import { readU32 } from '../../protocol/bytes.ts'
import { isCandorError } from '../../protocol/errors.ts'
import { isoTime, momentText } from '../cases/when.ts'
import { showAlarms, unlock, withCabinet, withVaultOptions } from '../desk.ts'
import { exitCodeOf, exitCodes } from '../exit.ts'
import { type Fetched, fetchNew } from '../fetch.ts'
import { newsText } from '../news.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { openQuietSession, type Session, secondsOf } from '../session.ts'
import type { SettingFlags } from '../settings.ts'

/** How a watch passes its time. */
export interface Pace {
  /** Resolves after so many milliseconds, or once it is over. */
  readonly wait: (milliseconds: number) => Promise<void>
  readonly isOver: () => boolean
}

/** The command, at a pace that tests can set. */
export const watching = (startPace: () => Pace): CommandModule => ({
  register(program, context) {
    const command = addCommand(program, {
      usage: 'watch',
      group: groups.investigators,
      summary: 'sync again and again until Ctrl-C',
      about:
        'Syncs every ten minutes or so (CANDOR_WATCH_SECONDS), at times that chance chooses, and hands in what you wrote when its time has come. ' +
        'Says when there is something new, without saying what or where. Other commands work meanwhile.',
      examples: [['candor watch', 'keeps the vault up to date while you work']],
    })
    withVaultOptions(command).action(async (flags: SettingFlags) => {
      const session = await openQuietSession(context, flags)
      const vault = await unlock(context, session.settings)
      context.terminal.note({ text: 'Watching until Ctrl-C.', style: 'dim' })
      await watchUntilOver({ context, session, vault, pace: startPace() })
    })
  },
})

export const watch = watching(untilInterrupted)

// A second Ctrl-C ends it even in the middle of a request.
function untilInterrupted(): Pace {
  const over = new AbortController()
  process.once('SIGINT', () => over.abort())
  return {
    isOver: () => over.signal.aborted,
    wait: (milliseconds) =>
      setTimeout(milliseconds, undefined, { signal: over.signal }).catch(() => undefined),
  }
}

interface Watcher {
  readonly context: Context
  readonly session: Session
  readonly vault: VaultKey
  readonly pace: Pace
}

/** What a watch remembers from one round to the next. */
interface Course {
  /** When the next sync is, in Unix seconds. */
  readonly syncAt: number
  /** When the next thing that waits is due; null when nothing waits. */
  readonly next: number | null
  readonly isCutOff: boolean
  /** How many alarms were told. */
  readonly alarms: number
}

async function watchUntilOver(watcher: Watcher): Promise<void> {
  const { context, pace } = watcher
  let course: Course = { syncAt: secondsOf(context), next: null, isCutOff: false, alarms: 0 }
  while (!pace.isOver()) {
    course = await round(watcher, course)
    await pace.wait(1000 * pauseAfter(course, secondsOf(context)))
  }
}

/** What another command wrote meanwhile is found in time, and without the network. */
const LONGEST_PAUSE = 60

/** What is due already and was not taken waits as long as that, too. */
function pauseAfter({ syncAt, next }: Course, now: number): number {
  const due = next !== null && next > now ? next : syncAt
  return Math.max(1, Math.min(LONGEST_PAUSE, syncAt - now, due - now))
}

/** A sync when it is time for one; else whatever is due is handed in, and without that the network is left alone. */
async function round(watcher: Watcher, course: Course): Promise<Course> {
  const isSync = secondsOf(watcher.context) >= course.syncAt
  try {
    return isSync ? await syncRound(watcher, course) : await flushRound(watcher, course)
  } catch (error) {
    if (isCandorError(error, 'vault_busy')) return course
    if (!isCandorError(error) || exitCodeOf(error) !== exitCodes.network) throw error
    if (!course.isCutOff)
      watcher.context.terminal.note('The server cannot be reached. Watching goes on, and nothing is lost.')
    return { ...course, isCutOff: true, syncAt: isSync ? nextSync(watcher) : course.syncAt }
  }
}

/** The database is open for one round only, so that other commands can work. */
async function syncRound(watcher: Watcher, course: Course): Promise<Course> {
  const { context, session, vault } = watcher
  const fetched = await withCabinet(context, session.p, vault, (desk) => fetchNew(context, session, desk))
  const { alarms, flushed } = fetched.report
  const count = Object.values(alarms).reduce((sum, each) => sum + each, 0)
  if (count > course.alarms) showAlarms(context, alarms)
  if (course.isCutOff) context.terminal.note('The server answers again.')
  announce(context, fetched)
  return { syncAt: nextSync(watcher), next: flushed.next, isCutOff: false, alarms: count }
}

async function flushRound({ context, session, vault }: Watcher, course: Course): Promise<Course> {
  const { p, api } = session
  const options = { now: secondsOf(context), random: context.random }
  const { next, isBehind } = await withCabinet(context, p, vault, (desk) =>
    flush(p, api, desk.vault, desk.cabinet, options),
  )
  return { ...course, next, ...(isBehind ? { syncAt: options.now } : {}) }
}

/** Half of the usual time to one and a half of it: nobody can tell from the rhythm whose program it is. */
function nextSync({ context, session: { settings } }: Watcher): number {
  const share = 0.5 + readU32(context.random(4), 0) / 2 ** 32
  return secondsOf(context) + Math.round(settings.watchSeconds * share)
}

const BELL = '\u0007'

function announce(context: Context, { tips, messages }: Fetched): void {
  const { terminal, stderr } = context
  const news = newsText(tips.length, messages)
  if (news === null) return
  const now = secondsOf(context)
  if (!terminal.json && stderr.isTTY === true) stderr.write(BELL)
  terminal.line(`${news} at ${momentText(now, now)}`)
  terminal.result({ tips: tips.length, messages, time: isoTime(now) })
}
