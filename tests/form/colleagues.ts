import { expect } from 'vitest'
import type { Investigator, Way } from './bureau.ts'
import { actName, type Case, count, MARK, openCase, type Said, textOf, words } from './story.ts'

export const cases = { a: openCase('a'), b: openCase('b') }

/** What an investigator’s own screen showed last of a case, and what was typed since. */
interface Knowledge {
  talk: string[]
  team: string[]
}

const known = new Map<string, Knowledge>()

export const casesOf = ({ name }: Investigator): readonly Case[] =>
  name === 'saule' ? [cases.a] : [cases.a, cases.b]

function knowledge({ name }: Investigator, { key }: Case): Knowledge {
  const place = `${name} ${key}`
  const before = known.get(place) ?? { talk: [], team: [] }
  known.set(place, before)
  return before
}

export async function must(
  who: Investigator,
  ...args: readonly string[]
): Promise<Readonly<Record<string, unknown>>> {
  const { code, json } = await who.type(...args)
  expect({ who: who.name, args: args.map((each) => each.slice(0, 60)), code, error: json['error'] }).toEqual({
    who: who.name,
    args: args.map((each) => each.slice(0, 60)),
    code: 0,
    error: undefined,
  })
  return json
}

/** Says something to the source, in one of the three ways. */
async function tellSource(who: Investigator, about: Case): Promise<void> {
  const text = words(about, who.name)
  const mine = knowledge(who, about)
  about.talk.write(text, mine.talk)
  mine.talk.push(text)
  const told = ['under-review', 'acted', 'passed-on'][count[about.key] % 3] ?? ''
  const ways = [
    ['reply', about.name],
    ['ask', about.name],
    ['tell', about.name, told],
  ]
  await must(who, ...(ways[count[about.key] % 3] ?? []), text)
}

const statuses = ['triage', 'open', 'waiting'] as const

/** Does something that only colleagues see. */
async function tellTeam(who: Investigator, about: Case, n: number): Promise<void> {
  const mine = knowledge(who, about)
  const said = `${MARK}-${about.key}-team-${n}-${who.name}`
  const turn = (n + who.name.length) % 4
  if (turn === 3) {
    about.assigned += 1
    await must(who, 'assign', about.name, ['me', 'aigerim', 'nobody'][n % 3] ?? '')
    return
  }
  about.team.write(said, mine.team)
  mine.team.push(said)
  if (turn === 0) await must(who, 'note', about.name, said)
  if (turn === 1) await must(who, 'status', about.name, statuses[n % 3] ?? '', '--reason', said)
  if (turn === 2) await must(who, 'label', about.name, `+${said}`)
}

/** What one writes in a round: to the source of every case, and to colleagues. */
export async function write(who: Investigator, n: number): Promise<void> {
  for (const about of casesOf(who)) {
    await tellSource(who, about)
    const isTurn = who.name === (n % 2 === 0 ? 'aigerim' : 'daniyar')
    if (about.key === 'b' && isTurn) await tellSource(who, about)
    await tellTeam(who, about, n)
  }
}

/** Fetches, hands in, and looks at every case. */
export async function sync(who: Investigator): Promise<Readonly<Record<string, unknown>>> {
  const report = await must(who, 'sync')
  await readAll(who)
  return report
}

async function readAll(who: Investigator): Promise<void> {
  for (const about of casesOf(who)) {
    const { conversation, team, waiting } = await must(who, 'thread', about.name)
    const queued = waiting as readonly (Said & { readonly thread: string })[]
    const mine = knowledge(who, about)
    const talk = (conversation as { lines: readonly Said[] }).lines.flatMap(textOf)
    const acts = (team as { acts: readonly Said[] }).acts.flatMap(actName)
    // What waits was typed after what is there.
    mine.talk = [...talk, ...queued.filter(({ thread }) => thread === 'conversation').flatMap(textOf)]
    mine.team = [...acts, ...queued.filter(({ thread }) => thread === 'team').flatMap(actName)]
  }
}

/** Loses the answers to the first so many of what is handed in. */
export function loseWrites(way: Way, how: 'lost' | 'garbled', most: number, path = '/v1/'): void {
  let left = most
  way.fault = (method, url) => {
    if (method !== 'PUT' || !url.startsWith(path) || left === 0) return null
    left -= 1
    return how
  }
}
