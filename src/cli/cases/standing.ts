import { readWatch } from '../../desk/case/watch.ts'
import { caseSummaries, openCasework } from '../../desk/casework/casework.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { Desk } from '../desk.ts'

/** Of every case, by number, how many messages of its source nobody here has looked at. */
export type Standing = ReadonlyMap<number, number>

export const standingOf = (p: Primitives, desk: Desk): Standing =>
  new Map(
    caseSummaries(desk.cabinet).map(({ number, summary }) => [
      number,
      summary.progress?.unread === true ? unreadIn(p, desk, number) : 0,
    ]),
  )

function unreadIn(p: Primitives, { vault, cabinet }: Desk, number: number): number {
  const watch = cabinet.watch(number)
  const seen = watch === null ? [] : readWatch(watch).seen
  const lines = openCasework(p, vault, cabinet, number).conversation?.lines ?? []
  return lines.filter(({ author, hash }) => author === 'source' && !seen.includes(hash)).length
}
