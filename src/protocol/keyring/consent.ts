import { approvalsNeeded } from './approval.ts'
import type { Statement } from './dsse.ts'
import type { Keyring } from './statement.ts'

/** A root of a keyring, or of the one before it, or of both. */
interface RootConsent {
  /** Ed25519, base64. */
  readonly key: string
  readonly signed: boolean
  readonly wasRoot: boolean
  readonly isRoot: boolean
}

/** Who agreed to a keyring, and whose agreement it still needs (docs/protocol.md, 4.4). */
export interface Consent {
  readonly roots: readonly RootConsent[]
  /** How many more roots must sign: of the keyring before, and of this one. */
  readonly rootsMissing: { readonly before: number; readonly after: number }
  /** How many recipients of the keyring before must approve; mostly none. */
  readonly approvalsNeeded: number
  /** Ids of the recipients of the keyring before. */
  readonly approved: readonly string[]
  readonly notApproved: readonly string[]
  readonly complete: boolean
}

/** The signatures were checked before: here they are counted. */
export function consentTo(statement: Statement, keyring: Keyring, previous: Keyring | null): Consent {
  const signers = new Set(statement.signatures.map(({ key }) => key))
  const missing = ({ roots, threshold }: Keyring) =>
    Math.max(0, threshold - roots.filter((key) => signers.has(key)).length)
  const rootsMissing = { before: previous === null ? 0 : missing(previous), after: missing(keyring) }
  const readers = previous?.recipients ?? []
  const approved = readers.filter(({ identity }) => signers.has(identity)).map(({ id }) => id)
  const needed = previous === null ? 0 : approvalsNeeded(previous, keyring)
  return {
    roots: rootsOf(keyring, previous, signers),
    rootsMissing,
    approvalsNeeded: needed,
    approved,
    notApproved: readers.map(({ id }) => id).filter((id) => !approved.includes(id)),
    complete: rootsMissing.before === 0 && rootsMissing.after === 0 && approved.length >= needed,
  }
}

function rootsOf(keyring: Keyring, previous: Keyring | null, signers: ReadonlySet<string>): RootConsent[] {
  const before = previous?.roots ?? []
  return [...new Set([...before, ...keyring.roots])].map((key) => ({
    key,
    signed: signers.has(key),
    wasRoot: before.includes(key),
    isRoot: keyring.roots.includes(key),
  }))
}
