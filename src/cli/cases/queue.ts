import { enqueue, type Outgoing, type Timing, type Waiting } from '../../desk/casework/casework.ts'
import type { Context } from '../program.ts'
import { secondsOf } from '../session.ts'
import type { Settings } from '../settings.ts'
import { waitingOf } from './for-programs.ts'
import type { OpenCase } from './open.ts'
import { leaveSentence } from './when.ts'

export const timingOf = (context: Context, { jitterSeconds }: Settings): Timing => ({
  now: secondsOf(context),
  random: context.random,
  jitterSeconds,
})

/** Puts something into the queue, and says what was done and when it leaves. */
export function queueUp(context: Context, open: OpenCase, outgoing: Outgoing, done: string): void {
  const { p, vault, cabinet, casework, settings } = open
  const timing = timingOf(context, settings)
  const waiting = enqueue(p, vault, cabinet, casework.number, outgoing, timing)
  sayWaits(context, open, waiting, done, timing.now)
}

/** Says what was done, and when it leaves. */
export function sayWaits(
  context: Context,
  { casework }: OpenCase,
  waiting: Waiting,
  done: string,
  now: number,
): void {
  context.terminal.line(`${done} ${leaveSentence(waiting.notBefore, now)}`)
  context.terminal.result({
    number: casework.number,
    name: casework.record.name,
    ...waitingOf(waiting),
  })
}
