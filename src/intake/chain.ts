import { type Bytes, equal } from '../protocol/bytes.ts'
import { CandorError } from '../protocol/errors.ts'
import { orgText, type TrustedKeyring, trustGenesis, trustNext } from '../protocol/keyring/chain.ts'
import type { Notary } from '../protocol/primitives/primitives.ts'
import type { Store } from '../store/store.ts'

export interface Link {
  readonly statement: Bytes
  readonly trusted: TrustedKeyring
}

/**
 * The stored keyrings in order, each checked again: a database that was tampered with is not believed.
 * @param organisation 32 bytes; null accepts whichever is stored.
 * @throws `organisation_mismatch`, `storage_damaged`, and every refusal of a keyring
 */
export function loadChain(
  store: Pick<Store, 'keyring' | 'latestKeyring'>,
  notary: Notary,
  organisation: Bytes | null,
): Link[] {
  const links: Link[] = []
  const last = store.latestKeyring()?.seq ?? 0
  for (let seq = 1; seq <= last; seq++) {
    const statement = store.keyring(seq)?.statement
    if (statement === undefined) throw gap(seq)
    const previous = links.at(-1)?.trusted
    const trusted =
      previous === undefined ? trustGenesis(notary, statement, null) : trustNext(notary, previous, statement)
    links.push({ statement, trusted })
  }
  checkOrganisation(links[0]?.trusted, organisation)
  return links
}

function checkOrganisation(genesis: TrustedKeyring | undefined, organisation: Bytes | null): void {
  if (genesis === undefined || organisation === null || equal(genesis.orgId, organisation)) return
  throw new CandorError(
    'organisation_mismatch',
    `the data folder belongs to organisation ${orgText(genesis.orgId)}, and CANDOR_ORG names another`,
    'correct CANDOR_ORG, or name another folder in CANDOR_DATA',
  )
}

const gap = (seq: number) => new CandorError('storage_damaged', `keyring ${seq} is missing from the database`)
