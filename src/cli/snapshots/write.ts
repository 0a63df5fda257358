import { type Keeping, type Written, writeSnapshot as write } from '../../desk/recovery/keep.ts'
import type { Recipient } from '../../protocol/keyring/statement.ts'
import { findNamed } from '../cases/people.ts'
import type { Desk } from '../desk.ts'
import type { Context } from '../program.ts'
import { type Session, secondsOf } from '../session.ts'

export type { Written } from '../../desk/recovery/keep.ts'

/** What somebody typed. */
interface Wish {
  readonly folder: string
  /** Names of colleagues; those at one's own desks when there are none, or everybody where that is one alone. */
  readonly with: readonly string[]
  readonly share: number | undefined
}

/** Writes a snapshot in the place of the one before. */
export function writeSnapshot(context: Context, session: Session, desk: Desk, wish: Wish): Promise<Written> {
  const { folder, share, with: names } = wish
  const choose = (others: readonly Recipient[]) => [
    ...new Set(names.map((name) => findNamed(others, name, 'colleague'))),
  ]
  return write(keepingOf(context, session, desk), { folder, share, ...(names.length > 0 ? { choose } : {}) })
}

export const keepingOf = (context: Context, { p, api }: Session, { vault, cabinet }: Desk): Keeping => ({
  p,
  api,
  vault,
  cabinet,
  now: secondsOf(context),
  random: context.random,
})
