import type { Api } from '../../../src/client/api.ts'
import { followChain, prepareSealing } from '../../../src/client/directory.ts'
import { equal, toHex } from '../../../src/protocol/bytes.ts'
import { codenameWords, parseCodename } from '../../../src/protocol/codename.ts'
import type { TrustedKeyring } from '../../../src/protocol/keyring/chain.ts'
import type { Keyring } from '../../../src/protocol/keyring/statement.ts'
import type { Primitives, Random } from '../../../src/protocol/primitives/primitives.ts'
import { dayOf, parseDay } from '../../../src/protocol/time.ts'
import type { SealingContext } from '../../../src/protocol/tip.ts'
import { encodeSubmission } from '../../../src/protocol/wire.ts'
import { draftFrom, type TipInput } from '../../../src/source/draft.ts'
import {
  type Codename,
  deliver,
  newCodename,
  type SealedTip,
  sealForSending,
} from '../../../src/source/submit.ts'
import type { Patience } from '../patience.ts'
import { checkPage, type Page } from './own-files.ts'
import { packageSize } from './size.ts'

export interface SessionOptions {
  readonly p: Primitives
  readonly patience: Patience
  readonly api: Api
  /** 32 bytes; null where a person compares it themselves. */
  readonly orgId: Uint8Array | null
  /** Null where there are no files to compare. */
  readonly page: Page | null
  readonly random: Random
  /** Seconds since 1970-01-01 UTC. */
  readonly clock: () => number
}

/** What the page can do once it knows, with proof, who can open a tip. */
export interface Session {
  readonly keyring: () => Keyring
  /** 64 hexadecimal digits. */
  readonly organisation: () => string
  readonly newCodename: () => Codename
  /** Bytes of the sealed package; null when the tip is too long. */
  readonly size: (input: TipInput) => number | null
  /** Looks at the directory again, unless it just did. True when it is no longer the one that was shown. */
  readonly refresh: (force?: boolean) => Promise<boolean>
  readonly seal: (codename: Codename, input: TipInput) => SealedTip
  readonly send: (sealed: SealedTip) => Promise<Taken>
  /** The body of `POST /v1/tips`, for handing it in some other way. */
  readonly pack: (sealed: SealedTip) => Uint8Array
  /** All words that codenames are made of. */
  readonly codenameWords: readonly string[]
  /** @throws `codename_wrong` */
  readonly entropyOf: (codename: string) => Uint8Array
  readonly ground: () => Ground
  readonly today: () => number
}

/** What somebody needs who comes back; what they do with it is in a part of the page of its own. */
interface Ground {
  readonly p: Primitives
  readonly api: Api
  readonly random: Random
  /** Every keyring of the chain, from the first. */
  readonly trail: readonly TrustedKeyring[]
}

/** What the service promised. */
interface Taken {
  readonly receipt: string
  /** Days since 1970-01-01 UTC. */
  readonly takenOn: number
}

/** An older look is not sealed under: somebody may have been removed since, or the week may be over. */
const FRESH_SECONDS = 300

/** @throws every refusal of the chain, the intake keys and the clock, and of the page itself */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { p, patience, random, clock, page, api, orgId } = options
  const look = async (before: readonly TrustedKeyring[]) => {
    const known = before.at(-1)
    const trail = [...before]
    const anchor = known === undefined ? { orgId } : { known }
    const trusted = await followChain(p, api, anchor, (keyring) => void trail.push(keyring))
    // Once: the page that runs is the one that was loaded, and a new version beside it is no reason to stop.
    if (known === undefined && page !== null) await checkPage(p, trusted.keyring, page)
    return { to: await prepareSealing(p, api, trusted, clock()), trail, at: clock() }
  }
  let seen = await patience.persist(() => look([]))
  const refresh = async (force = false) => {
    if (!force && Math.abs(clock() - seen.at) < FRESH_SECONDS) return false
    const before = seen
    seen = await patience.persist(() => look(before.trail))
    return !equal(before.to.trusted.hash, seen.to.trusted.hash)
  }
  const ground = () => ({ p, api, random, trail: seen.trail })
  return { ...actions(options, () => seen.to), refresh, ground, newCodename: () => newCodename(random) }
}

function actions({ p, patience, random, clock, api }: SessionOptions, to: () => SealingContext) {
  const keyring = () => to().trusted.keyring
  return {
    keyring,
    organisation: () => toHex(to().trusted.orgId),
    size: (input: TipInput) => packageSize(keyring(), draftFrom(keyring(), input)),
    seal: (codename: Codename, input: TipInput) =>
      sealForSending(p, to(), codename, draftFrom(keyring(), input), random),
    send: async (sealed: SealedTip) => {
      const receipt = await patience.persist(() => deliver(p, api, to(), sealed))
      return { receipt, takenOn: parseDay(/^day (.+)$/m.exec(receipt)?.[1] ?? '') }
    },
    pack: ({ tag, envelope }: SealedTip) => encodeSubmission(tag, envelope),
    codenameWords,
    entropyOf: parseCodename,
    today: () => dayOf(clock()),
  }
}
