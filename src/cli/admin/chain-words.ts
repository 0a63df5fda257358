import type { Bytes } from '../../protocol/bytes.ts'
import type { TrustedKeyring } from '../../protocol/keyring/chain.ts'
import { changesOf } from '../../protocol/keyring/changes.ts'
import { consentTo } from '../../protocol/keyring/consent.ts'
import { parseStatement } from '../../protocol/keyring/dsse.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { inWords, labelOf } from '../cases/people.ts'
import type { Context } from '../program.ts'
import { wordsOf } from './change-words.ts'
import { deskNames, fingerprintOfRoot } from './show-ceremony.ts'

/** A chain that was checked, with the statements that carry its signatures. */
interface Signed {
  readonly statements: readonly Bytes[]
  readonly trail: readonly TrustedKeyring[]
}

/** Every keyring in turn: what it changed, which roots signed it, and who approved. */
export function showJournal({ terminal }: Context, p: Primitives, { statements, trail }: Signed): void {
  const entries = trail.map((trusted, i) => entryOf(p, statements[i] as Bytes, trusted, trail[i - 1] ?? null))
  for (const { keyring, from, changes, roots, approved } of entries) {
    terminal.line({ text: `Keyring ${keyring}, from ${from}`, style: 'strong' })
    for (const { text } of changes) terminal.line(`  ${text}`)
    if (changes.length === 0) terminal.line('  Nothing changed but its number.')
    terminal.line(`  signed by ${roots.length} root ${roots.length === 1 ? 'key' : 'keys'}:`)
    for (const words of roots) terminal.block(words, 4)
    if (approved.length > 0) terminal.line(`  approved by ${inWords(approved)}`)
    terminal.line()
  }
  terminal.line(
    `All ${trail.length === 1 ? 'of it was' : `${trail.length} were`} checked, from the first on.`,
  )
  terminal.result({ keyrings: entries })
}

function entryOf(
  p: Primitives,
  statement: Bytes,
  { keyring }: TrustedKeyring,
  before: TrustedKeyring | null,
) {
  const previous = before?.keyring ?? null
  const consent = consentTo(parseStatement(statement), keyring, previous)
  const names = deskNames(previous, keyring)
  const approving = (previous?.recipients ?? []).filter(({ id }) => consent.approved.includes(id))
  return {
    keyring: keyring.seq,
    from: keyring.validFrom,
    until: keyring.validUntil,
    changes: changesOf(previous, keyring).map((change) => ({
      type: change.type,
      text: wordsOf(change, names),
    })),
    roots: consent.roots.filter(({ signed }) => signed).map(({ key }) => fingerprintOfRoot(p, key)),
    approved: approving.map(labelOf),
  }
}
