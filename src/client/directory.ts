import { type Bytes, equal } from '../protocol/bytes.ts'
import { parseIntakeKeys } from '../protocol/epoch.ts'
import { CandorError } from '../protocol/errors.ts'
import { checkCurrent, type TrustedKeyring, trustGenesis, trustNext } from '../protocol/keyring/chain.ts'
import { parseStatement } from '../protocol/keyring/dsse.ts'
import { parseKeyring } from '../protocol/keyring/statement.ts'
import type { Notary } from '../protocol/primitives/primitives.ts'
import { dayOf, epochOfDay } from '../protocol/time.ts'
import type { SealingContext } from '../protocol/tip.ts'
import type { Api } from './api.ts'
import { checkedSkew } from './clock.ts'

/** Where a client begins to trust: the organisation it was told, or a keyring that it checked before. */
export type Anchor = { readonly orgId: Bytes | null } | { readonly known: TrustedKeyring }

/**
 * The newest keyring, after checking every one from the anchor to it (docs/protocol.md, 4.4).
 * @param onKeyring told about each one on the way, with its statement.
 * @throws the refusals of {@link trustGenesis} and {@link trustNext}, and `keyring_rolled_back`
 */
export async function followChain(
  p: Notary,
  api: Api,
  anchor: Anchor,
  onKeyring: (trusted: TrustedKeyring, statement: Bytes) => void = () => undefined,
): Promise<TrustedKeyring> {
  const newest = await api.keyring()
  const { payload } = parseStatement(newest)
  const { seq: last } = parseKeyring(payload)
  const fetchKeyring = (seq: number) => (seq === last ? Promise.resolve(newest) : api.keyring(seq))
  let trusted = 'known' in anchor ? anchor.known : startAt(p, await fetchKeyring(1), anchor.orgId, onKeyring)
  if (last < trusted.keyring.seq) throw rolledBack()
  while (trusted.keyring.seq < last) {
    const statement = await fetchKeyring(trusted.keyring.seq + 1)
    trusted = trustNext(p, trusted, statement)
    onKeyring(trusted, statement)
  }
  if (!equal(p.sha256(payload), trusted.hash)) throw forked()
  return trusted
}

function startAt(
  p: Notary,
  genesis: Bytes,
  orgId: Bytes | null,
  onKeyring: (trusted: TrustedKeyring, statement: Bytes) => void,
): TrustedKeyring {
  const trusted = trustGenesis(p, genesis, orgId)
  onKeyring(trusted, genesis)
  return trusted
}

/**
 * What a tip is sealed under now: a current keyring and this week's intake keys (docs/protocol.md, 4.5 and 5.4).
 * @param now seconds since 1970-01-01 UTC
 * @throws `clock_wrong`, `keyring_expired`, `keyring_early`, `intake_key_missing`, `intake_key_wrong`
 */
export async function prepareSealing(
  p: Notary,
  api: Api,
  trusted: TrustedKeyring,
  now: number,
): Promise<SealingContext> {
  checkedSkew(api.skew())
  checkCurrent(trusted, dayOf(now))
  const epoch = epochOfDay(dayOf(now))
  const keys = parseIntakeKeys(p, trusted.keyring, epoch, await api.epoch(epoch, trusted.keyring.seq))
  return { trusted, epoch, keys }
}

const rolledBack = () =>
  new CandorError(
    'keyring_rolled_back',
    'the server offers an older keyring than one seen before',
    'nothing was sent. Tell the organisation over another channel',
  )

const forked = () =>
  new CandorError(
    'keyring_forked',
    'the server offers another keyring than the one seen before',
    'nothing was sent. Tell the organisation over another channel',
  )
