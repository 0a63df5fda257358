import type { CommandModule } from '../program.ts'
import { admin } from './admin.ts'
import { approve } from './approve.ts'
import { ask } from './ask.ts'
import { assign } from './assign.ts'
import { conflict } from './conflict.ts'
import { delay } from './delay.ts'
import { desk } from './desk.ts'
import { due } from './due.ts'
import { grant } from './grant.ts'
import { handover } from './handover.ts'
import { identity } from './identity.ts'
import { inbox } from './inbox.ts'
import { journal } from './journal.ts'
import { keys } from './keys.ts'
import { label } from './label.ts'
import { leave } from './leave.ts'
import { link } from './link.ts'
import { merge } from './merge.ts'
import { name } from './name.ts'
import { note } from './note.ts'
import { purge } from './purge.ts'
import { read } from './read.ts'
import { receipt } from './receipt.ts'
import { recover } from './recover.ts'
import { reply } from './reply.ts'
import { send } from './send.ts'
import { server } from './server.ts'
import { severity } from './severity.ts'
import { snapshot } from './snapshot.ts'
import { status } from './status.ts'
import { sync } from './sync.ts'
import { tell } from './tell.ts'
import { thread } from './thread.ts'
import { trial } from './trial.ts'
import { undo } from './undo.ts'
import { verify } from './verify.ts'
import { watch } from './watch.ts'

/** In the order in which the help lists them. */
export const commands: readonly CommandModule[] = [
  trial,
  send,
  receipt,
  desk,
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
  severity,
  assign,
  label,
  name,
  link,
  merge,
  delay,
  undo,
  grant,
  leave,
  conflict,
  purge,
  identity,
  keys,
  snapshot,
  recover,
  approve,
  handover,
  journal,
  verify,
  admin,
  server,
]
