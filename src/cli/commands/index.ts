import type { CommandModule } from '../program.ts'
import { ask } from './ask.ts'
import { assign } from './assign.ts'
import { delay } from './delay.ts'
import { due } from './due.ts'
import { inbox } from './inbox.ts'
import { label } from './label.ts'
import { link } from './link.ts'
import { note } from './note.ts'
import { read } from './read.ts'
import { receipt } from './receipt.ts'
import { reply } from './reply.ts'
import { send } from './send.ts'
import { status } from './status.ts'
import { sync } from './sync.ts'
import { tell } from './tell.ts'
import { thread } from './thread.ts'
import { trial } from './trial.ts'
import { verify } from './verify.ts'
import { watch } from './watch.ts'

/** In the order in which the help lists them. */
export const commands: readonly CommandModule[] = [
  trial,
  send,
  receipt,
  inbox,
  sync,
  watch,
  due,
  read,
  thread,
  reply,
  ask,
  tell,
  note,
  status,
  assign,
  label,
  link,
  delay,
  verify,
]
