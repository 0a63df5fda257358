import { type Bytes, toBase64, toHex } from '../../protocol/bytes.ts'
import { encodeIntakeBlock, type IntakeBlock } from '../../protocol/epoch.ts'
import { type IntakeSecrets, signIntakeBlock } from '../../protocol/epoch-secret.ts'
import { type Keyring, MOST_EPOCHS, type Recipient } from '../../protocol/keyring/statement.ts'
import { type Primitives, type Random, SEED } from '../../protocol/primitives/primitives.ts'

/** One signing identity and what is held of its intake keys. */
export interface Keyset {
  /** Ed25519 seed, 32 bytes. */
  readonly signing: Bytes
  /** The weeks that are not erased yet. */
  readonly intake: IntakeSecrets
  /** Keys of earlier weeks that stay in use, since some list of theirs ends there (docs/protocol.md, 5.3). */
  readonly lasting?: readonly WeekSeed[]
  /** The last week of the list that the server has taken; absent before the first. */
  readonly handedIn?: number
}

/** The intake key of one week. */
export interface WeekSeed {
  readonly epoch: number
  /** X-Wing seed, 32 bytes. */
  readonly seed: Bytes
}

/** The secret side of a recipient. */
export interface Identity extends Keyset {
  /** Who this is in every keyring: 32 hexadecimal digits. */
  readonly recipientId: string
  /** Identities that were listed before, for what was sealed to them. */
  readonly former: readonly Keyset[]
  /** One that was made and is not listed yet. */
  readonly coming: Keyset | null
}

/** How many weeks of intake keys are made ahead. */
const EPOCHS_AHEAD = 26

const newSeeds = (random: Random, count: number): Bytes[] => Array.from({ length: count }, () => random(SEED))

export const newKeyset = (random: Random, firstEpoch: number, epochs: number = EPOCHS_AHEAD): Keyset => ({
  signing: random(SEED),
  intake: { firstEpoch, seeds: newSeeds(random, epochs) },
})

export const newIdentity = (random: Random, firstEpoch: number, epochs: number = EPOCHS_AHEAD): Identity => ({
  recipientId: toHex(random(16)),
  ...newKeyset(random, firstEpoch, epochs),
  former: [],
  coming: null,
})

/** What an identity shows of itself: its place in a keyring, without the label and desks that an admin gives it. */
export interface Enrolment {
  readonly recipient: Omit<Recipient, 'label' | 'desks'>
  /** Hands the intake keys to the server (docs/protocol.md, 5.2). */
  readonly block: Bytes
}

export function enrolmentOf(
  p: Primitives,
  { recipientId, signing, intake }: Pick<Identity, 'recipientId' | 'signing' | 'intake'>,
): Enrolment {
  const block = signIntakeBlock(p, recipientId, signing, intake)
  return { recipient: recipientOf(p, recipientId, signing, block), block: encodeIntakeBlock(block) }
}

const recipientOf = (
  p: Primitives,
  id: string,
  signing: Bytes,
  block: IntakeBlock,
): Enrolment['recipient'] => ({
  id,
  identity: toBase64(p.verifyingKey(signing)),
  firstEpoch: block.firstEpoch,
  epochs: block.keys.map((key) => toBase64(p.sha256(key))),
  signature: toBase64(block.signature),
})

/** All identities of one person: the one in use, those before it, and the one to come. */
const keysetsOf = (identity: Identity): readonly Keyset[] =>
  [identity, ...identity.former, identity.coming].filter((each) => each !== null)

/** The identity that a recipient's entry lists, if it is one of theirs. */
export const keysetListed = (
  p: Primitives,
  identity: Identity,
  listed: Pick<Recipient, 'identity'>,
): Keyset | undefined => keysetsOf(identity).find(({ signing }) => shownOf(p, signing) === listed.identity)

/** Worked out once for a seed that is held: it is asked for with every tip, and cost a tenth of a first sync. */
function shownOf(p: Primitives, signing: Bytes): string {
  const known = SHOWN.get(signing)
  if (known !== undefined) return known
  const made = toBase64(p.verifyingKey(signing))
  SHOWN.set(signing, made)
  return made
}

const SHOWN = new WeakMap<Bytes, string>()

/** How a keyring lists this person. */
export const listedIn = ({ recipients }: Keyring, { recipientId }: Identity): Recipient | undefined =>
  recipients.find(({ id }) => id === recipientId)

/**
 * The same person with the identity that a keyring lists as the one in use. What was in use before is kept among the former
 * ones; nothing changes where the keyring lists none of theirs.
 */
export function asListed(p: Primitives, identity: Identity, keyring: Keyring): Identity {
  const listed = listedIn(keyring, identity)
  const chosen = listed === undefined ? undefined : keysetListed(p, identity, listed)
  if (chosen === undefined || chosen === identity) return identity
  const { recipientId, former, coming, ...own } = identity
  const before = [own, ...former].filter((each) => each !== chosen)
  return { recipientId, ...chosen, former: before, coming: coming === chosen ? null : coming }
}

/** The seed of a week, while it is held. */
export function seedOf({ intake, lasting = [] }: Keyset, epoch: number): Bytes | undefined {
  return intake.seeds[epoch - intake.firstEpoch] ?? lasting.find((each) => each.epoch === epoch)?.seed
}

/** Whether a week is so long ago that its seed was erased, or was never held. */
export const isErased = (keyset: Keyset, epoch: number): boolean =>
  epoch < keyset.intake.firstEpoch && seedOf(keyset, epoch) === undefined

/** Every week whose seed is held, in ascending order. */
export const weeksOf = ({ intake, lasting = [] }: Keyset): WeekSeed[] => [
  ...lasting,
  ...intake.seeds.map((seed, i) => ({ epoch: intake.firstEpoch + i, seed })),
]

/** The last week for which there is a key. */
export const lastWeekOf = ({ intake }: Keyset): number => intake.firstEpoch + intake.seeds.length - 1

/** New keys are made when fewer weeks than these are left. */
const FEWEST_AHEAD = 22

/** The same identity with keys for the coming weeks; itself when it has enough. */
export function renewed<Each extends Keyset>(keyset: Each, random: Random, week: number): Each {
  const last = lastWeekOf(keyset)
  if (last - week >= FEWEST_AHEAD) return keyset
  const end = week + EPOCHS_AHEAD
  const { firstEpoch, seeds } = keyset.intake
  // After a long absence a list begins anew; what the old ones were sealed to stays readable until it is erased.
  if (last < week - 2)
    return {
      ...keyset,
      lasting: weeksOf(keyset),
      intake: { firstEpoch: week - 1, seeds: newSeeds(random, end - week + 2) },
    }
  return { ...keyset, intake: { firstEpoch, seeds: [...seeds, ...newSeeds(random, end - last)] } }
}

/** What is listed of an identity from a week on: the week before it is still written to (docs/protocol.md, 5.4). */
export function listFrom({ intake }: Keyset, week: number): IntakeSecrets {
  const begin = Math.min(Math.max(intake.firstEpoch, week - 1), intake.firstEpoch + intake.seeds.length - 1)
  return { firstEpoch: begin, seeds: intake.seeds.slice(begin - intake.firstEpoch).slice(0, MOST_EPOCHS) }
}
