import { isCandorError } from '../../src/protocol/errors.ts'
import { fc } from '../support/property.ts'
import {
  approve,
  casesAlone,
  draftEnrolment,
  draftRemoval,
  draftRenewal,
  draftRoots,
  draftRotation,
  handOver,
  mayGo,
  publish,
} from './admin.ts'
import { type BreakingPoint, breakingAt } from './breakage.ts'
import { grantTo, leaveCase, purge, say, shownTo, shutSaid, syncNow } from './desks.ts'
import type { Person } from './person.ts'
import { loseAndRecover, takeSnapshot } from './recovery.ts'
import { comeBack, sendTip } from './sources.ts'
import { isListed, newestOf, type World, working } from './world.ts'

const HOUR = 3600
const DAY = 24 * HOUR
const POINTS: readonly BreakingPoint[] = ['request', 'answer', 'before-write', 'after-write']

/** How often each thing happens, among all that happens. */
export const WEIGHTS = {
  send: 16,
  sync: 14,
  everybodySyncs: 10,
  syncBreaksOff: 7,
  say: 18,
  sourceSays: 5,
  grant: 8,
  leave: 6,
  purge: 4,
  hours: 8,
  days: 8,
  weeks: 7,
  clock: 3,
  enrol: 4,
  remove: 5,
  rotate: 5,
  renew: 3,
  roots: 2,
  approve: 4,
  publish: 5,
  ceremony: 14,
  snapshot: 3,
  lose: 3,
  restart: 9,
} as const

export type Kind = keyof typeof WEIGHTS

/** What happens, in numbers that mean something else in every world. */
export interface Action {
  readonly kind: Kind
  readonly who: number
  readonly which: number
  readonly how: number
}

const kinds = Object.keys(WEIGHTS) as Kind[]

const act = (kind: Kind, who = 0, how = 0): Action => ({ kind, who, which: 2, how })
const tipToNorth = act('send', 1, 1)
const twoWords = [act('say', 0, 0), act('say', 1, 1), act('hours', 0, 11), act('everybodySyncs')]
const known = [act('everybodySyncs'), act('hours', 0, 11), act('everybodySyncs')]

/** How lives begin: chance alone seldom comes to what takes several people in turn. */
const openings: readonly (readonly Action[])[] = [
  [],
  [tipToNorth, act('everybodySyncs'), act('remove', 2), act('ceremony'), ...known, ...twoWords],
  [tipToNorth, act('everybodySyncs'), act('rotate', 2), act('ceremony'), ...known, ...twoWords],
  [
    tipToNorth,
    act('roots'),
    act('publish', 0, 1),
    act('everybodySyncs'),
    act('leave', 2),
    act('hours', 0, 11),
    ...known,
    ...twoWords,
  ],
  [act('everybodySyncs'), act('snapshot'), tipToNorth, act('everybodySyncs'), act('lose'), act('sync')],
  // One stays away for longer than tips are kept.
  [tipToNorth, ...[1, 2, 7, 1, 2, 7].map((who) => act('sync', who)), act('weeks', 0, 3), act('restart')],
]

export const actions = (most: number): fc.Arbitrary<Action[]> =>
  fc.tuple(fc.constantFrom(...openings), chances(most)).map(([opening, rest]) => [...opening, ...rest])

const chances = (most: number): fc.Arbitrary<Action[]> =>
  fc.array(
    fc.record({
      kind: fc.oneof(...kinds.map((kind) => ({ weight: WEIGHTS[kind], arbitrary: fc.constant(kind) }))),
      who: fc.nat(11),
      which: fc.nat(11),
      how: fc.nat(255),
    }),
    { minLength: Math.floor(most / 2), maxLength: most, size: 'max' },
  )

const pick = <Each>(from: readonly Each[], n: number): Each | undefined => from[n % Math.max(1, from.length)]

/** Does it; what a rule of the software refuses did not happen. Answers whether it did. */
export async function perform(world: World, action: Action): Promise<boolean> {
  try {
    return (await acts[action.kind](world, action)) !== 'nothing'
  } catch (error) {
    if (isCandorError(error)) return false
    throw error
  }
}

type Act = (world: World, action: Action) => Promise<unknown>

const someone = (world: World, { who }: Action): Person | undefined => pick(working(world), who)

/** With a case of somebody's, if there is one. */
const atCase =
  (work: (world: World, person: Person, number: number, action: Action) => unknown): Act =>
  async (world, action) => {
    const person = someone(world, action)
    const number = person === undefined ? undefined : pick(shownTo(person), action.which)
    if (person === undefined || number === undefined) return 'nothing'
    return work(world, person, number, action)
  }

const acts: Readonly<Record<Kind, Act>> = {
  send: async (world, { who, which, how }) => {
    const skews = [0, 0, 20 * HOUR, -20 * HOUR]
    const exclude = which % 3 === 0 ? how : 0
    const skew = skews[who % 4]!
    const sending = { north: how % 2 === 1, escalates: who % 3 === 0, exclude, isLate: which % 4 === 1, skew }
    world.tips.push(await sendTip(world, sending))
  },
  // Anybody may try, whoever was removed too.
  sync: async (world, { who }) => {
    await syncNow(world, pick(world.people, who)!)
  },
  everybodySyncs: (world) => everybodySyncs(world),
  syncBreaksOff: async (world, { who, which, how }) => {
    await syncNow(world, pick(world.people, who)!, breakingAt(POINTS[which % 4]!, how % 16))
  },
  say: atCase((world, person, number, { how }) => say(world, person, number, how)),
  sourceSays: async (world, { which }) => {
    const tip = pick(world.tips.slice(-6), which)
    if (tip === undefined) return 'nothing'
    const text = `word ${world.count++}`
    shutSaid(world, text, await comeBack(world, tip, text))
    return undefined
  },
  grant: atCase((world, person, number, { how }) => {
    const to = pick(newestOf(world).recipients, how)!
    grantTo(world, person, number, to.id, how % 5 === 0)
  }),
  leave: atCase((world, person, number) => leaveCase(world, person, number)),
  purge: atCase((world, person, number) => purge(world, person, number)),
  hours: async ({ time }, { how }) => void (time.now += (1 + (how % 12)) * HOUR),
  days: async ({ time }, { how }) => void (time.now += (1 + (how % 4)) * DAY),
  weeks: async ({ time }, { how }) => void (time.now += (1 + (how % 4)) * 7 * DAY),
  clock: async (world, { who, how }) => {
    const skews = [0, 0, 20 * HOUR, -20 * HOUR, 3 * DAY, -3 * DAY]
    pick(world.people, who)!.skew = pick(skews, how)!
  },
  enrol: async (world, { who }) => {
    if (world.pending !== null || working(world).length > 4) return 'nothing'
    return draftEnrolment(world, who)
  },
  remove: async (world, action) => {
    const person = someone(world, action)
    if (world.pending !== null || person === undefined || !mayGo(world, person)) return 'nothing'
    if (action.how % 3 > 0) await leaveEverything(world, person)
    return draftRemoval(world, person)
  },
  rotate: async (world, action) => {
    const person = someone(world, action)
    return world.pending !== null || person === undefined ? 'nothing' : draftRotation(world, person)
  },
  renew: async (world) => (world.pending !== null ? 'nothing' : draftRenewal(world)),
  roots: async (world, { how }) => (world.pending !== null ? 'nothing' : draftRoots(world, how % 2 === 0)),
  approve: async (world, action) => {
    const person = someone(world, action)
    if (world.pending === null || person === undefined) return 'nothing'
    return approve(world, world.pending, person)
  },
  publish: async (world, { which, how }) => {
    if (world.pending === null) return 'nothing'
    const breakage = how % 3 === 0 ? breakingAt(POINTS[which % 2]!, how % 7) : undefined
    return publishOr(world, breakage)
  },
  ceremony: async (world) => {
    const { pending } = world
    if (pending === null) return 'nothing'
    for (const person of working(world)) approveIfSo(world, person)
    return publishOr(world)
  },
  snapshot: async (world, action) => {
    const person = someone(world, action)
    return person === undefined ? 'nothing' : takeSnapshot(world, person)
  },
  lose: async (world, action) => {
    const person = someone(world, action)
    return person !== undefined && (await loseAndRecover(world, person)) ? undefined : 'nothing'
  },
  restart: ({ server }) => server.restart(),
}

export async function everybodySyncs(world: World): Promise<void> {
  for (const person of working(world)) await syncNow(world, person)
}

/** A proposal that cannot be published any more is forgotten, and drafted again some other time. */
async function publishOr(world: World, breakage?: Parameters<typeof publish>[2]): Promise<void> {
  const pending = world.pending!
  try {
    await publish(world, pending, breakage)
  } catch (error) {
    if (isCandorError(error, 'proposal_stale', 'keyring_early')) world.pending = null
    throw error
  }
}

function approveIfSo(world: World, person: Person): void {
  try {
    approve(world, world.pending!, person)
  } catch (error) {
    if (!isCandorError(error)) throw error
  }
}

/** Before somebody goes, what is theirs alone is given to whoever may have it. */
async function leaveEverything(world: World, person: Person): Promise<void> {
  person.skew = 0
  await syncNow(world, person)
  for (const { number } of casesAlone(person)) {
    for (const other of working(world)) {
      try {
        grantTo(world, person, number, other.id, false)
        break
      } catch (error) {
        if (!isCandorError(error)) throw error
      }
    }
  }
  world.time.now += 2 * HOUR
  await syncNow(world, person)
  if (isListed(world, person)) await handOver(world, person)
}
