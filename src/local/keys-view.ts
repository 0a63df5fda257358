import { erasedOn } from '../desk/vault/erase.ts'
import { type KeyStanding, keyConcerns, keyStanding } from '../desk/vault/key-weeks.ts'
import { readState } from '../desk/vault/state.ts'
import { type Bytes, toBase64 } from '../protocol/bytes.ts'
import { CandorError } from '../protocol/errors.ts'
import { orgWords } from '../protocol/fingerprint.ts'
import type { TrustedKeyring } from '../protocol/keyring/chain.ts'
import { consentTo } from '../protocol/keyring/consent.ts'
import { parseStatement } from '../protocol/keyring/dsse.ts'
import { checkChain } from '../protocol/keyring/proposal.ts'
import type { Keyring, Recipient } from '../protocol/keyring/statement.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import { dayText, epochOfDay, firstDayOfEpoch, parseDay } from '../protocol/time.ts'
import { changesView, desksOf, lastDayOf, namesOf, wordsOf } from './changes-view.ts'
import { proposalsIn, type VaultInUse } from './proposals.ts'
import { textsOf } from './texts.ts'
import type { JournalEntry, KeysView, KeyWarning, WeekView } from './wire.ts'

/**
 * How a person's keys stand, who reads what, and what the organisation changed.
 * @param today days since 1970-01-01 UTC
 * @throws every refusal of a chain: all of it is checked again
 */
export function keysView(p: Primitives, desk: VaultInUse, today: number): KeysView {
  const { vault, cabinet } = desk
  const statements = keptStatements(desk)
  const trail = checkChain(p, statements, vault.orgId)
  const newest = trail.at(-1)?.keyring ?? null
  const standing = keyStanding(p, vault.identity, newest ?? undefined)
  const { alarms } = readState(cabinet).state
  return {
    me: meIn(p, desk, newest),
    organisation: organisationOf(vault.orgId, newest),
    keyring: newest === null ? null : placeOf(newest),
    ...weeksView(standing, epochOfDay(today)),
    people: peopleOf(p, trail),
    journal: journalOf(p, statements, trail).toReversed(),
    proposals: proposalsIn(p, desk),
    warnings: [
      ...(newest === null
        ? [{ code: 'not-fetched', detail: '' } as const]
        : warnings(standing, newest, today)),
      ...Object.keys(alarms).map((name) => ({ code: 'alarm', detail: name }) as const),
    ],
  }
}

/** Oldest first. @throws `keyring_gap` */
function keptStatements({ cabinet }: VaultInUse): Bytes[] {
  const { keyringSeq } = readState(cabinet).state
  return Array.from({ length: keyringSeq }, (_, i) => cabinet.item(`keyring/${i + 1}`) ?? missing(i + 1))
}

function missing(seq: number): never {
  throw new CandorError(
    'keyring_gap',
    `keyring ${seq} is missing from this vault`,
    'take the vault from a backup, or recover it; see candor recover --help',
  )
}

function meIn(p: Primitives, { vault }: VaultInUse, newest: Keyring | null): KeysView['me'] {
  const { recipientId, signing } = vault.identity
  const listed = newest?.recipients.find(({ id }) => id === recipientId)
  return {
    id: recipientId,
    words: wordsOf(p, { id: recipientId, identity: toBase64(p.verifyingKey(signing)) }),
    label: newest === null || listed === undefined ? {} : textsOf(newest, listed.label),
  }
}

const organisationOf = (orgId: Bytes, newest: Keyring | null): KeysView['organisation'] => ({
  words: orgWords(orgId),
  name: newest === null ? {} : textsOf(newest, newest.name),
  contact: newest === null ? {} : textsOf(newest, newest.contact),
})

const placeOf = ({ seq, validFrom, validUntil }: Keyring) => ({ seq, validFrom, validUntil })

const firstDay = (epoch: number): string => dayText(firstDayOfEpoch(epoch))
const lastDay = (epoch: number): string => dayText(firstDayOfEpoch(epoch + 1) - 1)

const weeksView = (
  { weeks, from, listedUntil, isHandedIn }: KeyStanding,
  now: number,
): Pick<KeysView, 'weeks' | 'readableFrom' | 'listedUntil' | 'isHandedIn'> => ({
  weeks: weeks.map(
    ({ epoch, state }): WeekView => ({
      from: firstDay(epoch),
      until: lastDay(epoch),
      state,
      isNow: epoch === now,
      erasedFrom: dayText(erasedOn(epoch)),
    }),
  ),
  readableFrom: from === null ? null : firstDay(from),
  listedUntil: listedUntil === null ? null : lastDay(listedUntil),
  isHandedIn,
})

/** Everybody whom the newest keyring lists. */
const peopleOf = (p: Primitives, trail: readonly TrustedKeyring[]): KeysView['people'] => {
  const newest = trail.at(-1)?.keyring
  if (newest === undefined) return []
  return newest.recipients.map((recipient) => ({
    id: recipient.id,
    label: textsOf(newest, recipient.label),
    words: wordsOf(p, recipient),
    desks: desksOf(newest, recipient.desks),
    since: firstListed(trail, recipient),
    until: lastDayOf(recipient),
  }))
}

/** The day from which the keyrings list them without a break. */
function firstListed(trail: readonly TrustedKeyring[], { id }: Recipient): string {
  const gap = trail.findLastIndex(({ keyring }) => keyring.recipients.every((each) => each.id !== id))
  return (trail[gap + 1] as TrustedKeyring).keyring.validFrom
}

const journalOf = (
  p: Primitives,
  statements: readonly Bytes[],
  trail: readonly TrustedKeyring[],
): JournalEntry[] =>
  trail.map(({ keyring }, i) => {
    const previous = trail[i - 1]?.keyring ?? null
    const { roots, approved } = consentTo(parseStatement(statements[i] as Bytes), keyring, previous)
    return {
      seq: keyring.seq,
      day: keyring.validFrom,
      changes: changesView(p, previous, keyring),
      roots: roots.filter(({ signed }) => signed).length,
      approvedBy: namesOf(previous, approved),
    }
  })

/** Days before the end of a keyring in which there is time to see to it. */
const SOON_DAYS = 60

function warnings(standing: KeyStanding, { validUntil }: Keyring, today: number): KeyWarning[] {
  const left = parseDay(validUntil) - today
  const ending = left < 0 ? 'keyring-ended' : left < SOON_DAYS ? 'keyring-ends' : null
  return [
    ...keyConcerns(standing, epochOfDay(today)).map(({ code, epoch }) => ({
      code,
      detail: epoch === null ? '' : lastDay(epoch),
    })),
    ...(ending === null ? [] : [{ code: ending, detail: validUntil } as const]),
  ]
}
