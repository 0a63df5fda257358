import { connect } from '../../src/client/api.ts'
import { followChain, prepareSealing } from '../../src/client/directory.ts'
import { toHex } from '../../src/protocol/bytes.ts'
import { CandorError } from '../../src/protocol/errors.ts'
import { type TrustedKeyring, trustGenesis, trustNext } from '../../src/protocol/keyring/chain.ts'
import { dayOf } from '../../src/protocol/time.ts'
import { addressedBy, type TipDraft } from '../../src/protocol/tip.ts'
import { deliver, newCodename, sealForSending } from '../../src/source/submit.ts'
import { visit, write } from '../../src/source/visit.ts'
import { p } from '../intake/support.ts'
import type { SentTip, World } from './world.ts'

/** The chain as a source finds it. */
async function chainOf(world: World): Promise<TrustedKeyring[]> {
  const trail: TrustedKeyring[] = []
  await followChain(p, world.api, { orgId: world.orgId }, (trusted) => void trail.push(trusted))
  return trail
}

export interface Sending {
  readonly north: boolean
  readonly escalates: boolean
  /** Bits: who of the keyring is left out. */
  readonly exclude: number
  /** Under the keyring before the newest: the form was open for long. */
  readonly isLate: boolean
  /** How far the source's clock is ahead, in seconds. */
  readonly skew: number
}

/** @throws what a source is refused with */
export async function sendTip(world: World, how: Sending): Promise<SentTip> {
  const { random, time } = world
  const clock = () => time.now + how.skew
  const api = connect(world.server.network(), world.api.server, clock)
  const trail = await chainOf(world)
  await api.keyring()
  const trusted = (how.isLate ? trail.at(-2) : undefined) ?? trail.at(-1)!
  const to = await prepareSealing(p, api, trusted, clock())
  const codename = newCodename(random)
  const text = `tip ${world.count++}`
  const draft = draftFor(trusted, text, how)
  const sealed = sealForSending(p, to, codename, draft, random)
  await deliver(p, api, to, sealed)
  const { recipients } = trusted.keyring
  const addressed = addressedBy(trusted.keyring, draft)
  return {
    text,
    envelope: toHex(sealed.hash),
    bytes: sealed.envelope,
    entropy: codename.entropy,
    day: dayOf(time.now),
    epoch: to.epoch,
    trusted,
    exclude: draft.exclude,
    addressed: recipients.filter((_, i) => addressed[i]).map(({ id }) => id),
  }
}

function draftFor({ keyring }: TrustedKeyring, text: string, how: Sending): TipDraft {
  const [desk, other] = how.north ? (['north', 'main'] as const) : (['main', 'north'] as const)
  return {
    language: 'kk',
    answers: [{ id: 'what', n: 0, text }],
    desks: [desk],
    exclude: keyring.recipients.filter((_, i) => (how.exclude >> i) % 2 === 1).map(({ id }) => id),
    escalate: how.escalates ? [other] : [],
    files: [],
    checkpoint: '',
  }
}

/** A source comes back and says something. Answers who is said to read it; null for everyone. */
export async function comeBack(world: World, tip: SentTip, text: string): Promise<readonly string[] | null> {
  const { api, random, time } = world
  const trail = await chainOf(world)
  const found = await visit(p, api, { trail, entropy: tip.entropy, weeks: 4 })
  const own = found.tips.find(({ envelope }) => toHex(envelope) === tip.envelope)
  // Its entry has expired: the codename finds nothing any more.
  if (own === undefined) throw new CandorError('not_found', 'nothing is listed under these words')
  await write(p, api, found, own, { type: 'say', text }, { random, day: dayOf(time.now) })
  return own.readers
}

/** Somebody who was away since some keyring, or always, takes every keyring that was published since. */
export async function followFrom(world: World, seq: number): Promise<TrustedKeyring> {
  const known = world.chain.trail[seq - 1]
  return followChain(p, world.api, known === undefined ? { orgId: world.orgId } : { known })
}

/** The chain of the admin, checked once more from its statements. */
export function rechecked({ chain: { statements } }: World): TrustedKeyring {
  const [first, ...others] = statements
  return others.reduce((last, each) => trustNext(p, last, each), trustGenesis(p, first!, null))
}
