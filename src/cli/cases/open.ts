import type { CaseSummary } from '../../desk/case/case.ts'
import { type Casework, caseSummaries, openCasework } from '../../desk/casework/casework.ts'
import { loadPrimitives } from '../../desk/primitives.ts'
import type { Cabinet } from '../../desk/vault/cabinet.ts'
import { CandorError } from '../../protocol/errors.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { atDesk, type Desk, parseCaseRef } from '../desk.ts'
import type { Context } from '../program.ts'
import { readSettings, type SettingFlags, type Settings } from '../settings.ts'

/** One case on the desk. */
export interface OpenCase extends Desk {
  readonly p: Primitives
  readonly settings: Settings
  readonly casework: Casework
}

/** Unlocks the vault, finds a case by its number or name, and does the work. */
export async function atCase(
  context: Context,
  ref: string,
  flags: SettingFlags,
  work: (open: OpenCase) => void | Promise<void>,
): Promise<void> {
  const wanted = parseCaseRef(ref)
  const settings = readSettings(flags, context)
  const p = await loadPrimitives()
  await atDesk(context, p, settings, async (desk) => {
    const { number } = caseOf(desk.cabinet, wanted)
    await work({ ...desk, p, settings, casework: openCasework(p, desk.vault, desk.cabinet, number) })
  })
}

export interface ListedCase {
  readonly number: number
  readonly summary: CaseSummary
}

/** @throws `not_found`, or `usage` when two cases have the same name */
export function caseOf(cabinet: Cabinet, wanted: number | string): ListedCase {
  const matches = caseSummaries(cabinet).filter(
    ({ number, summary }) => wanted === number || wanted === summary.name,
  )
  const [only] = matches
  if (only === undefined)
    throw new CandorError('not_found', `there is no case ${wanted} in this vault`, 'see candor inbox')
  if (matches.length === 1) return only
  const numbers = matches.map(({ number }) => number).join(', ')
  throw new CandorError('usage', `several cases are called ${wanted}: ${numbers}`, 'name one by its number')
}

/** @throws `usage` for a case that no honest software made: nothing is done with it */
export function refuseVoid({ record, number }: Casework): void {
  if (record.opened.status === 'sound') return
  throw new CandorError(
    'usage',
    `case ${number} was set aside: it counts for nobody`,
    `candor read ${number} says why`,
  )
}
