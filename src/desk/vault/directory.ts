import type { Api } from '../../client/api.ts'
import { type Anchor, followChain } from '../../client/directory.ts'
import { type Bytes, toBase64, toHex } from '../../protocol/bytes.ts'
import { parseIntakeKeys } from '../../protocol/epoch.ts'
import type { TrustedKeyring } from '../../protocol/keyring/chain.ts'
import { parseStatement } from '../../protocol/keyring/dsse.ts'
import { parseKeyring } from '../../protocol/keyring/statement.ts'
import type { Trail } from '../../protocol/keyring/trail.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { SealingContext } from '../../protocol/tip.ts'
import type { Cabinet } from './cabinet.ts'
import { type Identity, isErased, keysetListed, listedIn, seedOf } from './identity.ts'
import type { Vault } from './vault.ts'

type Item = { readonly name: string; readonly content: Bytes }

/** Every keyring of the organisation that this desk has checked, by the hash that envelopes name. */
export interface Directory {
  readonly latest: TrustedKeyring
  /** All of them, oldest first. */
  readonly trail: Trail
  byHash(hash: Bytes): TrustedKeyring | undefined
  /** The keyring and intake keys of an epoch, from the vault or the server. */
  sealingContext(trusted: TrustedKeyring, epoch: number): Promise<SealingContext>
  /** The same when it was fetched before, else null: whoever asks holds something opened, and no request may tell. */
  knownContext(trusted: TrustedKeyring, epoch: number): SealingContext | null
  /** What was learned and is not in the cabinet yet. */
  takeNews(): Item[]
}

/** Brings the keyrings up to date, from the newest one in the cabinet (docs/protocol.md, 4.4). */
export async function updateDirectory(
  p: Primitives,
  api: Api,
  vault: Vault,
  cabinet: Cabinet,
  lastSeq: number,
): Promise<Directory> {
  const kept = loadKept(p, vault, cabinet, lastSeq)
  const trail = new Map(kept.map((trusted) => [toHex(trusted.hash), trusted]))
  const news: Item[] = []
  const known = kept.at(-1)
  const anchor: Anchor = known === undefined ? { orgId: vault.orgId } : { known }
  const latest = await followChain(p, api, anchor, (trusted, statement) => {
    trail.set(toHex(trusted.hash), trusted)
    news.push({ name: `keyring/${trusted.keyring.seq}`, content: statement })
  })
  return {
    latest,
    trail: [...trail.values()],
    byHash: (hash) => trail.get(toHex(hash)),
    ...contexts(p, api, cabinet, news),
    takeNews: () => news.splice(0),
  }
}

/** The keyrings in the cabinet, oldest first. They were checked before they were sealed into it. */
export function loadKept(
  p: Primitives,
  { orgId }: Pick<Vault, 'orgId'>,
  cabinet: Cabinet,
  lastSeq: number,
): TrustedKeyring[] {
  return Array.from({ length: lastSeq }, (_, i) => cabinet.item(`keyring/${i + 1}`))
    .filter((statement) => statement !== null)
    .map((statement) => {
      const { payload } = parseStatement(statement)
      return { orgId, hash: p.sha256(payload), keyring: parseKeyring(payload) }
    })
}

function contexts(
  p: Primitives,
  api: Api,
  cabinet: Cabinet,
  news: Item[],
): Pick<Directory, 'sealingContext' | 'knownContext'> {
  const loaded = new Map<string, SealingContext>()
  const nameOf = ({ keyring }: TrustedKeyring, epoch: number) => `intake/${keyring.seq}/${epoch}`
  const load = (trusted: TrustedKeyring, epoch: number, bytes: Bytes): SealingContext => {
    const context = { trusted, epoch, keys: parseIntakeKeys(p, trusted.keyring, epoch, bytes) }
    loaded.set(nameOf(trusted, epoch), context)
    return context
  }
  const knownContext = (trusted: TrustedKeyring, epoch: number): SealingContext | null => {
    const name = nameOf(trusted, epoch)
    const before = loaded.get(name)
    if (before !== undefined) return before
    const kept = cabinet.item(name)
    return kept === null ? null : load(trusted, epoch, kept)
  }
  return {
    knownContext,
    async sealingContext(trusted, epoch) {
      const known = knownContext(trusted, epoch)
      if (known !== null) return known
      const bytes = await api.epoch(epoch, trusted.keyring.seq)
      const context = load(trusted, epoch, bytes)
      news.push({ name: nameOf(trusted, epoch), content: bytes })
      return context
    },
  }
}

/**
 * Whether the keyring lists keys that this desk made (docs/protocol.md, 5.2), under whichever of its identities. What is
 * erased by now cannot be compared; nobody seals to it any more either.
 */
export function listsMyKeys(p: Primitives, { keyring }: TrustedKeyring, identity: Identity): boolean {
  const listed = listedIn(keyring, identity)
  const keyset = listed === undefined ? undefined : keysetListed(p, identity, listed)
  if (listed === undefined || keyset === undefined) return false
  return listed.epochs.every((hash, i) => {
    const epoch = listed.firstEpoch + i
    const seed = seedOf(keyset, epoch)
    // The last of a list stays in use, and so is never erased.
    if (seed === undefined) return i < listed.epochs.length - 1 && isErased(keyset, epoch)
    return toBase64(p.sha256(p.kemPublicKey(seed))) === hash
  })
}
