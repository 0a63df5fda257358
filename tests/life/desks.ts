import { isSound, loadCase, openCasebook } from '../../src/desk/case/casebook.ts'
import {
  acknowledge,
  caseSummaries,
  enqueue,
  openCasework,
  threadsOf,
} from '../../src/desk/casework/casework.ts'
import { grant, leave } from '../../src/desk/casework/comings.ts'
import { dayOf } from '../../src/protocol/time.ts'
import { p } from '../intake/support.ts'
import type { Breakage } from './breakage.ts'
import { copyOf, type Person, type Synced, syncPerson, timingOf, trailOf, vaultOf } from './person.ts'
import { isListed, ofCase, type Spy, type World } from './world.ts'

const DAY = 86_400

/** A case in a vault. */
interface Place {
  readonly number: number
  readonly envelope: string
}

/** Numbers of the cases that somebody's inbox shows and that count. */
export const shownTo = (person: Person): number[] =>
  caseSummaries(person.cabinet)
    .filter(({ summary }) => summary.status === 'sound')
    .map(({ number }) => number)

/** Whether nothing can keep a sync of theirs from being whole. */
const mustSucceed = (world: World, person: Person, breakage?: Breakage): boolean =>
  isListed(world, person) &&
  person.sureFrom !== Infinity &&
  Math.abs(person.skew) < DAY &&
  breakage?.hasBroken() !== true

/** What a recovered vault lacks it takes for somebody else's doing; nobody else sees anything. */
const MAY_ALARM = ['not-my-keys', 'key-gone']

/** A sync of somebody who has to be able to, or may be refused. */
export async function syncNow(world: World, person: Person, breakage?: Breakage): Promise<Synced> {
  const waiting = wordsWaiting(person)
  const synced = await syncPerson(world, person, breakage)
  person.isWhole = 'report' in synced
  if ('refusal' in synced && mustSucceed(world, person, breakage))
    throw new Error(`a sync of ${person.name} was refused: ${synced.refusal.code} ${synced.refusal.message}`)
  if (!('report' in synced)) return synced
  for (const { text, ...word } of waiting)
    for (const spy of spiesShut(world, person, word)) world.shut.get(text)?.add(spy)
  const { alarms, keys, trouble } = synced.report
  const unexpected = Object.keys(alarms).filter((each) => person.sureFrom === 0 || !MAY_ALARM.includes(each))
  if (unexpected.length > 0)
    throw new Error(`an alarm of ${person.name} though everybody is honest: ${JSON.stringify(alarms)}`)
  if (mustSucceed(world, person, breakage) && (trouble ?? keys.trouble) !== null && person.sureFrom === 0)
    throw new Error(`${person.name} could not hand in: ${trouble} ${keys.trouble}`)
  const day = dayOf(Math.min(world.time.now, world.time.now + person.skew))
  const newest = trailOf(person)
    .slice(-2)
    .map(({ keyring }) => keyring)
  world.synced.set(person.id, { day, newest })
  return synced
}

/** What nobody has been handed anything of yet: it leaves under keys that are made by then. */
const wordsWaiting = (person: Person): (Place & { readonly text: string })[] =>
  shownTo(person).flatMap((number) => {
    const { record, waiting } = openCasework(p, vaultOf(person), person.cabinet, number)
    return waiting.flatMap(({ event, placed }) =>
      'text' in event && !placed ? [{ number, envelope: record.envelope, text: event.text }] : [],
    )
  })

/** What somebody writes; it leaves with a later sync. */
export function say(world: World, person: Person, number: number, how: number): void {
  const text = `word ${world.count++}`
  const { record } = openCasework(p, vaultOf(person), person.cabinet, number)
  const outgoing =
    how % 2 === 0
      ? ({ thread: 'conversation', event: { type: 'ask', text } } as const)
      : ({ thread: 'team', event: { type: 'note', text } } as const)
  if (how % 3 === 0) acknowledge(p, vaultOf(person), person.cabinet, number, timingOf(world, person))
  enqueue(p, vaultOf(person), person.cabinet, number, outgoing, timingOf(world, person))
  world.shut.set(text, spiesShut(world, person, { number, envelope: record.envelope }))
}

/** @throws `usage` where that cannot be */
export function grantTo(world: World, person: Person, number: number, to: string, again: boolean): void {
  const { envelope } = openCasework(p, vaultOf(person), person.cabinet, number).record
  grant(p, vaultOf(person), person.cabinet, number, { to, again }, timingOf(world, person))
  const name = ofCase(to, envelope)
  world.granted.add(name)
  world.left.delete(name)
  // Whoever is let in again is handed the keys, and with them whoever has a copy of their vault.
  const back = world.spies.filter(
    (each) => each.why === 'left' && each.of === to && each.envelope === envelope,
  )
  for (const spies of world.shut.values()) for (const spy of back) spies.delete(spy)
  for (const spy of back) world.spies.splice(world.spies.indexOf(spy), 1)
  for (const { copy } of back) copy.cabinet.close()
}

/** @throws `usage` where nobody else could open it */
export function leaveCase(world: World, person: Person, number: number): void {
  const { envelope } = openCasework(p, vaultOf(person), person.cabinet, number).record
  const copy = copyOf(world, person, `copy${world.count++}`)
  try {
    leave(p, vaultOf(person), person.cabinet, number, '', timingOf(world, person))
  } catch (error) {
    copy.cabinet.close()
    throw error
  }
  world.left.add(ofCase(person.id, envelope))
  world.everLeft.add(ofCase(person.id, envelope))
  world.spies.push({ copy, of: person.id, why: 'left', envelope, identity: '' })
}

export function purge(world: World, person: Person, number: number): void {
  const { envelope } = openCasework(p, vaultOf(person), person.cabinet, number).record
  person.cabinet.purge(number)
  world.purged.add(ofCase(person.id, envelope))
}

/** What somebody writes, or has waiting, leaves under keys that nobody holds whom they know to be gone. */
const spiesShut = (world: World, person: Person, word: Place): Set<Spy> =>
  new Set(person.isWhole ? world.spies.filter((spy) => isKnownGone(person, word, spy)) : [])

/** Whether somebody knows that what a spy has is of before. */
function isKnownGone(person: Person, word: Place, spy: Spy): boolean {
  const { recipients } = trailOf(person).at(-1)!.keyring
  const listed = recipients.find(({ id }) => id === spy.of)
  if (spy.why === 'removed') return listed === undefined
  if (spy.why === 'rotated') return listed !== undefined && listed.identity !== spy.identity
  return spy.envelope === word.envelope && leftOf(person, word).includes(spy.of)
}

function leftOf(person: Person, { number }: Place): readonly string[] {
  if (person.cabinet.summary(number) === null) return []
  const casebook = openCasebook(p, vaultOf(person), person.cabinet)
  const stored = loadCase(p, casebook, number)
  return isSound(stored) ? threadsOf(p, casebook, stored).members.left : []
}

/** What a source said who was told who reads it. */
export function shutSaid(world: World, text: string, readers: readonly string[] | null): void {
  const shut = readers === null ? [] : world.spies.filter(({ of }) => !readers.includes(of))
  world.shut.set(text, new Set(shut))
}
