import { caseSummaries, openCasework } from '../../desk/casework/casework.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { Desk } from '../desk.ts'

/** Of every case, by number, how many messages of its source nobody here has looked at. */
export type Standing = ReadonlyMap<number, number>

export const standingOf = (p: Primitives, desk: Desk): Standing =>
  new Map(
    caseSummaries(desk.cabinet).map(({ number, summary }) => [
      number,
      summary.progress?.unread === true ? openCasework(p, desk.vault, desk.cabinet, number).unread.length : 0,
    ]),
  )
