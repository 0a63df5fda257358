import { type Bytes, fromBase64, fromUtf8, toBase64, toUtf8 } from '../../protocol/bytes.ts'
import { encodeCanonical, parseJson } from '../../protocol/canonical.ts'
import type { Cabinet } from './cabinet.ts'
import type { Identity, Keyset } from './identity.ts'

/** The row that holds the secrets of all identities: it changes together with what is filed. */
const NAME = 'identity'

interface KeptKeyset {
  readonly signing: string
  readonly firstEpoch: number
  readonly seeds: readonly string[]
  readonly lasting: readonly { readonly epoch: number; readonly seed: string }[]
  readonly handedIn: number | null
}

interface Kept extends KeptKeyset {
  readonly former: readonly KeptKeyset[]
  readonly coming: KeptKeyset | null
}

export const identityItem = (identity: Identity): { readonly name: string; readonly content: Bytes } => ({
  name: NAME,
  content: encodeCanonical({
    ...keep(identity),
    former: identity.former.map(keep),
    coming: identity.coming === null ? null : keep(identity.coming),
  } satisfies Kept),
})

/** Null where nothing was filed yet. */
export function readIdentity(cabinet: Pick<Cabinet, 'item'>, recipientId: string): Identity | null {
  const content = cabinet.item(NAME)
  if (content === null) return null
  // Rows are sealed under the vault's key, so that what comes out is what went in.
  const { former, coming, ...own } = parseJson(content) as Kept
  return {
    recipientId,
    ...restore(own),
    former: former.map(restore),
    coming: coming === null ? null : restore(coming),
  }
}

const keep = ({ signing, intake, lasting = [], handedIn }: Keyset): KeptKeyset => ({
  signing: toBase64(signing),
  firstEpoch: intake.firstEpoch,
  seeds: intake.seeds.map(toBase64),
  lasting: lasting.map(({ epoch, seed }) => ({ epoch, seed: toBase64(seed) })),
  handedIn: handedIn ?? null,
})

const restore = ({ signing, firstEpoch, seeds, lasting, handedIn }: KeptKeyset): Keyset => ({
  signing: fromBase64(signing),
  intake: { firstEpoch, seeds: seeds.map(fromBase64) },
  ...(lasting.length === 0
    ? {}
    : { lasting: lasting.map(({ epoch, seed }) => ({ epoch, seed: fromBase64(seed) })) }),
  ...(handedIn === null ? {} : { handedIn }),
})

const LABEL = 'label'

/** What the owner calls themselves in requests. */
export const labelItem = (label: string): { readonly name: string; readonly content: Bytes } => ({
  name: LABEL,
  content: toUtf8(label),
})

export function readLabel(cabinet: Pick<Cabinet, 'item'>): string | null {
  const content = cabinet.item(LABEL)
  return content === null ? null : fromUtf8(content)
}
