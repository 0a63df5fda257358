import { readU32 } from '../../protocol/bytes.ts'
import type { Random } from '../../protocol/primitives/primitives.ts'
import type { SyncState } from '../wire.ts'
import type { Job, Outcome, Task } from './job.ts'
import { isOffline } from './trouble.ts'

/** Brings the vault up to date again and again, at times that chance chooses, and hands in what is due. */
export interface Syncing {
  readonly state: () => Omit<SyncState, 'waiting'>
  readonly isBusy: () => boolean
  /** Begins what is due by now. */
  readonly tick: () => void
  /** A person wants it now, or as soon as what runs has ended. */
  readonly now: () => void
  readonly stop: () => Promise<void>
}

interface Tools {
  readonly start: (task: Task, onSeen: (seen: number) => void) => Job
  /** When the next thing that waits is due, in Unix seconds; null when nothing waits. */
  readonly due: () => number | null
  /** The state is another one. */
  readonly onChange: () => void
  /** Something ended: what it filed can be read, and the vault is quiet. */
  readonly onEnd: (task: Task) => void
  /** Unix seconds. */
  readonly now: () => number
  readonly random: Random
  readonly watchSeconds: number
}

interface Course {
  state: Omit<SyncState, 'waiting'>
  job: Job | null
  /** Nothing is handed in by itself before this: what was due and was not taken waits for the next sync. */
  flushAfter: number
  /** When the job that runs began. */
  begun: number
  /** Somebody asked for a sync while another job ran: one that was begun before does not count. */
  isWished: boolean
  /** How many syncs failed in a row. */
  failures: number
  isOver: boolean
}

export function openSyncing(tools: Tools): Syncing {
  const course: Course = {
    state: { phase: 'resting', seen: 0, last: null, next: tools.now(), trouble: null },
    job: null,
    flushAfter: 0,
    begun: 0,
    isWished: false,
    failures: 0,
    isOver: false,
  }
  return {
    state: () => course.state,
    isBusy: () => course.job !== null,
    tick: () => tick(tools, course),
    now() {
      if (course.job === null) begin(tools, course, 'sync')
      else course.isWished = true
    },
    async stop() {
      course.isOver = true
      await course.job?.stop()
    },
  }
}

function tick(tools: Tools, course: Course): void {
  const now = tools.now()
  const { next } = course.state
  if (next !== null && now >= next) return begin(tools, course, 'sync')
  const due = tools.due()
  if (due !== null && due <= now && now >= course.flushAfter) begin(tools, course, 'flush')
}

function begin(tools: Tools, course: Course, task: Task): void {
  if (course.job !== null || course.isOver) return
  const { onChange } = tools
  const change = (state: Partial<Course['state']>) => {
    course.state = { ...course.state, ...state }
    if (!course.isOver) onChange()
  }
  if (task === 'sync') change({ phase: 'syncing', seen: 0 })
  const job = tools.start(task, (seen) => change({ seen }))
  course.job = job
  course.begun = tools.now()
  const end = async () => {
    const outcome = await job.outcome
    // Its handle on the database is closed before anything else is done there.
    await job.stop()
    course.job = null
    if (course.isOver) return
    tools.onEnd(task)
    const after = stateAfter(tools, course, task, outcome)
    change(course.isWished ? { ...after, next: tools.now() } : after)
    course.isWished = false
  }
  void end()
}

/** Where another program is at work in the vault, it is soon done. */
const SOON = 5
/** The first pause after a failure, in seconds; each is twice as long as the one before. */
const FIRST_PAUSE = 30

function stateAfter(tools: Tools, course: Course, task: Task, outcome: Outcome): Partial<Course['state']> {
  const now = tools.now()
  if (outcome.end === 'failed' && outcome.refusal.code === 'vault_busy') {
    course.flushAfter = now + spread(tools, SOON)
    return task === 'flush' ? {} : { phase: 'resting', next: now + spread(tools, SOON) }
  }
  if (task === 'flush') return afterFlush(tools, course, outcome)
  course.failures = outcome.end === 'done' ? 0 : course.failures + 1
  const pause = pauseAfter(tools, course)
  const next = now + pause
  course.flushAfter = outcome.end === 'done' && outcome.trouble === null ? 0 : next
  if (outcome.end === 'done') return { phase: 'resting', last: now, next, trouble: outcome.trouble }
  const phase = isOffline(outcome.refusal) ? 'offline' : 'failed'
  return { phase, next, trouble: outcome.refusal }
}

/** What was due when it began and is still here was not taken; what has become due meanwhile goes at once. */
function afterFlush(tools: Tools, course: Course, outcome: Outcome): Partial<Course['state']> {
  const { next, phase } = course.state
  const isLeft = (tools.due() ?? Number.POSITIVE_INFINITY) <= course.begun
  course.flushAfter = isLeft ? (next ?? 0) : 0
  if (outcome.end === 'done') return { trouble: null, ...(outcome.isBehind ? { next: tools.now() } : {}) }
  if (!isOffline(outcome.refusal)) return { phase, trouble: outcome.refusal }
  const soon = tools.now() + spread(tools, FIRST_PAUSE)
  return { phase: 'offline', trouble: outcome.refusal, next: Math.min(next ?? soon, soon) }
}

function pauseAfter(tools: Tools, { failures }: Course): number {
  const most = tools.watchSeconds
  return spread(tools, failures === 0 ? most : Math.min(most, FIRST_PAUSE * 2 ** (failures - 1)))
}

/** Half of a time to one and a half of it: nobody can tell from the rhythm whose program it is. */
const spread = ({ random }: Tools, seconds: number): number =>
  Math.max(1, Math.round(seconds * (0.5 + readU32(random(4), 0) / 2 ** 32)))
