import { isSound, loadCase, openCasebook } from '../../src/desk/case/casebook.ts'
import { foldThreads } from '../../src/desk/case/progress.ts'
import { threadsOf } from '../../src/desk/casework/casework.ts'
import { erasedOn } from '../../src/desk/vault/erase.ts'
import { type Keyset, keysetListed, weeksOf } from '../../src/desk/vault/identity.ts'
import { secretFor } from '../../src/desk/vault/secret-for.ts'
import { readState } from '../../src/desk/vault/state.ts'
import { equal, toHex } from '../../src/protocol/bytes.ts'
import { parseEnvelope } from '../../src/protocol/envelope.ts'
import { parseIntakeKeys } from '../../src/protocol/epoch.ts'
import { isCandorError } from '../../src/protocol/errors.ts'
import { openTip } from '../../src/protocol/tip.ts'
import { p } from '../intake/support.ts'
import { everybodySyncs } from './actions.ts'
import { grantTo, shownTo } from './desks.ts'
import { casesOf, identityOf, type Person, showAll, vaultOf, wordsIn } from './person.ts'
import { followFrom, rechecked } from './sources.ts'
import { isListed, membersOf, ofCase, type SentTip, type World, working } from './world.ts'

/** How often something was looked at that can show a fault: a promise about nothing is none. */
export const seen = { held: 0, fetchable: 0, shut: 0, alike: 0, erased: 0, expired: 0 }

const fail = (what: string): never => {
  throw new Error(what)
}

/** What holds after everything that happens. */
export function checkAlways(world: World): void {
  const stored = new Map(allStored(world).map(({ hash, batch }) => [toHex(hash), batch]))
  seen.expired += world.tips.filter(({ envelope }) => !stored.has(envelope)).length
  for (const person of world.people) {
    const cases = casesOf(person)
    for (const { envelope, text } of cases) checkAllowed(world, person, envelope, text)
    if (isListed(world, person))
      checkNothingLost(world, person, new Set(cases.map((each) => each.envelope)), stored)
  }
  const { faults } = world.server
  if (faults.length > 0)
    fail(
      `the server failed: ${JSON.stringify(faults.map((each) => (each instanceof Error ? each.message : each)))}`,
    )
}

const EVERYTHING = 2 ** 40

function allStored(world: World) {
  const rows = []
  for (let after = 0; ; ) {
    const page = world.server.store().entries(after, EVERYTHING)
    rows.push(...page.rows)
    if (!page.more) return rows
    after = page.next
  }
}

const tipOf = ({ tips }: World, envelope: string): SentTip =>
  tips.find((each) => each.envelope === envelope) ?? fail('a case is of no tip that was sent')

function checkAllowed(world: World, person: Person, envelope: string, text: string): void {
  const tip = tipOf(world, envelope)
  const isReader = tip.addressed.includes(person.id) || world.granted.has(ofCase(person.id, envelope))
  if (!isReader || tip.exclude.includes(person.id))
    fail(`${person.name} has “${text}”, which is not for them`)
  if (tip.text !== text) fail(`${person.name} reads “${text}” for “${tip.text}”`)
}

/** Whoever it was sealed to has it, or can fetch and open it still. */
function checkNothingLost(
  world: World,
  person: Person,
  held: ReadonlySet<string>,
  stored: ReadonlyMap<string, number>,
): void {
  const { cursor } = readState(person.cabinet).state
  for (const tip of world.tips) {
    const isTheirs = tip.addressed.includes(person.id) && membersOf(world, tip).includes(person)
    if (
      !isTheirs ||
      world.everLeft.has(ofCase(person.id, tip.envelope)) ||
      tip.trusted.keyring.seq < person.sureFrom
    )
      continue
    if (held.has(tip.envelope)) {
      seen.held++
      continue
    }
    const batch = stored.get(tip.envelope)
    if (batch === undefined) fail(`“${tip.text}” was deleted before ${person.name} had it`)
    if (batch! <= cursor) fail(`${person.name} passed over “${tip.text}”`)
    const { recipients } = tip.trusted.keyring
    const index = recipients.findIndex(({ id }) => id === person.id)
    if (secretFor(p, identityOf(person), tip.trusted, index, tip.epoch) === undefined)
      fail(`${person.name} has erased the key of “${tip.text}” without having it`)
    seen.fetchable++
  }
}

const HOUR = 3600

/** Everybody fetches, waits for what leaves by itself, and fetches again, until nothing is due. */
async function settle(world: World): Promise<void> {
  for (const person of world.people) person.skew = 0
  for (const pause of [2 * HOUR, 26 * HOUR, 2 * HOUR, 2 * HOUR]) {
    await everybodySyncs(world)
    world.time.now += pause
  }
  await everybodySyncs(world)
}

/** What holds whenever all have come to rest. */
export async function checkAtRest(world: World): Promise<void> {
  await settle(world)
  if (await handOnceMore(world)) await settle(world)
  checkAlways(world)
  checkAlike(world)
  await checkChains(world)
  checkErased(world)
  await checkShut(world)
}

/**
 * A grant that was written while the key was replaced may lack the new key: whoever granted does it again, as people
 * are told to.
 */
async function handOnceMore(world: World): Promise<boolean> {
  let isAny = false
  for (const tip of world.tips) {
    const members = membersOf(world, tip)
    const granted = members.filter(({ id }) => world.granted.has(ofCase(id, tip.envelope)))
    for (const to of granted) {
      const by = members.find((each) => each !== to && numberOf(each, tip) !== undefined)
      if (by === undefined) continue
      try {
        grantTo(world, by, numberOf(by, tip)!, to.id, true)
        isAny = true
      } catch (error) {
        if (!isCandorError(error)) throw error
      }
    }
  }
  return isAny
}

const numberOf = (person: Person, { envelope }: SentTip): number | undefined => {
  const shown = new Set(shownTo(person))
  return casesOf(person).find((each) => each.envelope === envelope && shown.has(each.number))?.number
}

/** Whoever reads a case reads the same. */
function checkAlike(world: World): void {
  for (const tip of world.tips) {
    const groups = new Map<string, { readonly person: Person; readonly said: string }>()
    for (const person of membersOf(world, tip)) {
      const number = numberOf(person, tip)
      if (number === undefined || person.sureFrom > 0) continue
      const { said, circle } = foldOf(person, number)
      const other = groups.get(circle)
      if (other !== undefined && other.said !== said)
        fail(`“${tip.text}” differs: ${other.person.name} ${other.said}\n${person.name} ${said}`)
      if (other !== undefined) seen.alike++
      groups.set(circle, { person, said })
    }
  }
}

function foldOf(person: Person, number: number) {
  const casebook = openCasebook(p, vaultOf(person), person.cabinet)
  const stored = loadCase(p, casebook, number)
  if (!isSound(stored)) return fail('a tip is void')
  const { conversation, file, clocks } = foldThreads(
    threadsOf(p, casebook, stored),
    stored.record,
    casebook.trail,
  )
  return { circle: String(stored.watch.circle), said: JSON.stringify({ conversation, file, clocks }) }
}

/** Whoever was away for any time takes the chain that the server took. */
async function checkChains(world: World): Promise<void> {
  const { hash } = rechecked(world)
  for (let seq = 0; seq <= world.chain.trail.length; seq++) {
    const found = await followFrom(world, seq)
    if (!equal(found.hash, hash)) fail(`whoever knew keyring ${seq} comes to another one`)
  }
}

/** What is not in a vault and was sealed to a key whose time is over opens with nothing that the vault holds. */
function checkErased(world: World): void {
  for (const person of world.people) {
    const held = new Set(casesOf(person).map(({ envelope }) => envelope))
    for (const tip of world.tips)
      if (tip.addressed.includes(person.id) && !held.has(tip.envelope) && isOver(world, person, tip))
        checkClosed(world, person, tip)
  }
}

/** By docs/protocol.md, 5.3 and 5.5. */
function isOver(world: World, person: Person, tip: SentTip): boolean {
  const synced = world.synced.get(person.id)
  const keyset = keysetOf(person, tip)
  if (synced === undefined || keyset === undefined) return false
  const { firstEpoch, epochs } = listedBy(tip, person)
  const week = Math.min(tip.epoch, firstEpoch + epochs.length - 1)
  const isLast = synced.newest.some(({ recipients }) => {
    const each = recipients.find(({ id }) => id === person.id)
    return each !== undefined && each.firstEpoch + each.epochs.length - 1 === week
  })
  return synced.day >= erasedOn(week) && !isLast
}

const listedBy = ({ trusted }: SentTip, person: Person) =>
  trusted.keyring.recipients.find(({ id }) => id === person.id)!

const keysetOf = (person: Person, tip: SentTip): Keyset | undefined =>
  keysetListed(p, identityOf(person), listedBy(tip, person))

function checkClosed(world: World, person: Person, tip: SentTip): void {
  const { recipientId: _, former, coming, ...own } = identityOf(person)
  const { trusted, epoch } = tip
  const index = trusted.keyring.recipients.findIndex(({ id }) => id === person.id)
  const bytes = world.server.store().intakeKeys(keysAt(tip))
  if (bytes.includes(null)) return fail('an intake key that a keyring lists is gone')
  const keys = parseIntakeKeys(p, trusted.keyring, epoch, concatKeys(bytes as Uint8Array[]))
  for (const { seed } of [own, ...former, ...(coming === null ? [] : [coming])].flatMap(weeksOf))
    if (opens(() => openTip(p, { trusted, epoch, keys }, parseEnvelope(tip.bytes), index, seed)))
      fail(`${person.name} can open “${tip.text}” again, whose key should be erased`)
  seen.erased++
}

const keysAt = ({ trusted, epoch }: SentTip) =>
  trusted.keyring.recipients.map(({ firstEpoch, epochs }) =>
    Uint8Array.from(Buffer.from(epochs[Math.min(epoch - firstEpoch, epochs.length - 1)]!, 'base64')),
  )

const concatKeys = (keys: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(keys))

function opens(act: () => unknown): boolean {
  try {
    act()
    return true
  } catch (error) {
    if (isCandorError(error, 'open_failed')) return false
    throw error
  }
}

/** Copies from before, shown all that the server holds, read nothing that was written after. */
async function checkShut(world: World): Promise<void> {
  const by = working(world).find(({ sureFrom }) => sureFrom === 0)
  if (by === undefined) return
  for (const spy of world.spies) {
    await showAll(world, spy.copy, by)
    const read = spy.copy.cabinet.summaries().flatMap(({ number }) => wordsIn(spy.copy, number))
    for (const text of read)
      if (world.shut.get(text)?.has(spy) === true)
        fail(`a copy of ${spy.copy.name} (${spy.why}) reads “${text}”, which was written after`)
    seen.shut += [...world.shut.values()].filter((spies) => spies.has(spy)).length
  }
}
