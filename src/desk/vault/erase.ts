import type { Keyring } from '../../protocol/keyring/statement.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { firstDayOfEpoch } from '../../protocol/time.ts'
import { type Identity, type Keyset, keysetListed, listedIn, type WeekSeed, weeksOf } from './identity.ts'

/** Days after the last day of a week until its seed is erased: a tip of that week has long arrived. */
const GRACE = 14

/** The day on which the seed of a week may be erased (docs/protocol.md, 5.5). */
export const erasedOn = (epoch: number): number => firstDayOfEpoch(epoch + 1) - 1 + GRACE

/**
 * The same person without the seeds whose time is over.
 * @param newest the two newest keyrings, the newest last
 * @param today days since 1970-01-01 UTC
 */
export function eraseOld(
  p: Primitives,
  identity: Identity,
  newest: readonly Keyring[],
  today: number,
): { readonly identity: Identity; readonly erased: number } {
  const lists = newest.flatMap((keyring) => {
    const listed = listedIn(keyring, identity)
    const keyset = listed === undefined ? undefined : keysetListed(p, identity, listed)
    return listed === undefined || keyset === undefined
      ? []
      : [{ keyset, last: listed.firstEpoch + listed.epochs.length - 1 }]
  })
  const lastsOf = (keyset: Keyset) => lists.filter((each) => each.keyset === keyset).map(({ last }) => last)
  const { recipientId, former, coming, ...own } = identity
  const lasts = lastsOf(identity)
  // Nothing was sealed to weeks beyond the list, and a list that is not published yet may end there.
  const end = lasts.at(-1) ?? -1
  const kept = without(own, (epoch) => epoch >= end || lasts.includes(epoch) || today < erasedOn(epoch))
  const others = former.map((keyset) =>
    without(keyset, (epoch) => lastsOf(keyset).includes(epoch) || today < erasedOn(epoch)),
  )
  const left = others.filter((each) => weeksOf(each).length > 0)
  const after: Identity = { recipientId, ...kept, former: left, coming }
  const count = (keysets: readonly Keyset[]) => keysets.reduce((sum, each) => sum + weeksOf(each).length, 0)
  return { identity: after, erased: count([own, ...former]) - count([kept, ...left]) }
}

function without(keyset: Keyset, isKept: (epoch: number) => boolean): Keyset {
  const { intake, signing, handedIn } = keyset
  const kept = weeksOf(keyset).filter(({ epoch }) => isKept(epoch))
  const run = kept.filter(({ epoch }, i) => isOfRun(kept, epoch, i))
  const others = kept.slice(0, kept.length - run.length)
  return {
    signing,
    ...(handedIn === undefined ? {} : { handedIn }),
    intake: { firstEpoch: run[0]?.epoch ?? intake.firstEpoch, seeds: run.map(({ seed }) => seed) },
    ...(others.length === 0 ? {} : { lasting: others }),
  }
}

/** Whether every week from this one to the last is there. */
const isOfRun = (kept: readonly WeekSeed[], epoch: number, i: number): boolean =>
  (kept.at(-1) as WeekSeed).epoch - epoch === kept.length - 1 - i
