import { changesOf } from '../../protocol/keyring/changes.ts'
import type { Trail } from '../../protocol/keyring/trail.ts'
import type { Context } from '../program.ts'
import { wordsOf } from './change-words.ts'
import { deskNames } from './show-ceremony.ts'

/** An act of an admin is told to every investigator at their next sync: nobody has to look for it. */
export function tellNews({ terminal }: Context, trail: Trail, seenBefore: number): void {
  if (seenBefore === 0) return
  for (const [i, { keyring }] of trail.entries()) {
    if (keyring.seq <= seenBefore) continue
    const previous = trail[i - 1]?.keyring ?? null
    terminal.note(
      `The organisation has a new keyring, number ${keyring.seq}. See candor journal for who signed it.`,
    )
    const names = deskNames(previous, keyring)
    for (const change of changesOf(previous, keyring)) terminal.note(`  ${wordsOf(change, names)}`)
  }
}
