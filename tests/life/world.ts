import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { draftGenesis } from '../../src/admin/draft.ts'
import { enrol, withEnrolled } from '../../src/admin/enrol.ts'
import { followPublished } from '../../src/admin/follow.ts'
import type { SignedChain } from '../../src/admin/kept-chain.ts'
import { publishCeremony } from '../../src/admin/publish.ts'
import { type Api, connect } from '../../src/client/api.ts'
import { type Bytes, toBase64 } from '../../src/protocol/bytes.ts'
import type { TrustedKeyring } from '../../src/protocol/keyring/chain.ts'
import { openProposal, type Proposal, signProposal } from '../../src/protocol/keyring/proposal.ts'
import type { Keyring } from '../../src/protocol/keyring/statement.ts'
import { parseRequest } from '../../src/protocol/request-file.ts'
import { dayOf, epochOfDay } from '../../src/protocol/time.ts'
import { NOON, organisationOf, p } from '../intake/support.ts'
import { deterministic } from '../support/organisation.ts'
import { type Ground, newPerson, type Person, requestOf } from './person.ts'
import { openServer } from './server.ts'

/** Tips are deleted after so many days. */
const ENVELOPE_DAYS = 12

/** A tip that the server took. */
export interface SentTip {
  readonly text: string
  readonly envelope: string
  readonly bytes: Bytes
  readonly entropy: Bytes
  readonly day: number
  readonly epoch: number
  readonly trusted: TrustedKeyring
  readonly exclude: readonly string[]
  /** Ids of everybody to whom it was sealed. */
  readonly addressed: readonly string[]
}

/** Who keeps a copy of a vault from before something that shut them out. */
export interface Spy {
  readonly copy: Person
  readonly of: string
  readonly why: 'removed' | 'rotated' | 'left'
  /** Of `left`: which case. */
  readonly envelope: string
  /** Of `rotated`: the identity before. */
  readonly identity: string
}

/** A keyring on its way. */
export interface Pending {
  readonly what: 'enrol' | 'remove' | 'renew' | 'rotate' | 'roots'
  readonly person: Person | null
  readonly roots: readonly Bytes[]
  proposal: Proposal
}

export interface World extends Ground {
  readonly people: Person[]
  readonly orgId: Bytes
  readonly api: Api
  readonly tips: SentTip[]
  readonly spies: Spy[]
  /** Spies that must not read a text, by text. */
  readonly shut: Map<string, Set<Spy>>
  /** `id envelope` of whoever was ever granted a case, left it, or purged it. */
  readonly granted: Set<string>
  readonly left: Set<string>
  /** The same, whether or not they were let in again: then it comes by a parcel, while the server has it. */
  readonly everLeft: Set<string>
  readonly purged: Set<string>
  /** What every person knew at their last whole sync. */
  readonly synced: Map<string, { readonly day: number; readonly newest: readonly Keyring[] }>
  roots: readonly Bytes[]
  chain: SignedChain
  pending: Pending | null
  count: number
}

export const ofCase = (id: string, envelope: string): string => `${id} ${envelope}`

const DESKS = ['main', 'north'] as const
const PLACES = [['main'], ['main', 'north'], ['north'], ['north', 'main']] as const

export const desksFor = (n: number): readonly string[] => [...PLACES[n % PLACES.length]!].toSorted()

/** Three or four colleagues at two desks, and a server. */
export async function openWorld(folder: string, seed: number, size: number): Promise<World> {
  const random = deterministic(`life ${seed}`)
  const time = { now: NOON }
  const data = join(folder, 'server')
  mkdirSync(data)
  const logSeed = random(32)
  const server = await openServer(data, logSeed, time)
  const ground = { time, random, server, folder }
  const people: Person[] = []
  for (let i = 0; i < size; i++) people.push(await newPerson(ground, `p${i}`, null))
  const api = connect(server.network(), new URL('http://life.test'), () => time.now)
  const roots = [random(32)]
  const proposal = genesisOf(ground, people, roots, logSeed)
  const ceremony = openProposal(p, signProposal(p, proposal, roots[0]!), null)
  const chain = await publishCeremony(p, api, ceremony, null)
  const { orgId } = chain.trail[0]!
  for (const person of people) person.key = { ...person.key, orgId }
  return {
    ...ground,
    people,
    orgId,
    api,
    roots,
    chain,
    tips: [],
    spies: [],
    shut: new Map(),
    granted: new Set(),
    left: new Set(),
    everLeft: new Set(),
    purged: new Set(),
    synced: new Map(),
    pending: null,
    count: 0,
  }
}

function genesisOf(
  ground: Ground,
  people: readonly Person[],
  roots: readonly Bytes[],
  logSeed: Bytes,
): Proposal {
  const { keyring } = organisationOf(1)
  const desks = DESKS.map((id) => ({ id, label: [id, id, id], about: ['', '', ''] }))
  const day = dayOf(ground.time.now)
  const enrolled = people.map((person, i) =>
    enrol(
      p,
      { desks, languages: keyring.languages, recipients: [] },
      parseRequest(p, requestOf(ground, person)),
      { desks: i === 0 ? DESKS : desksFor(i), label: [] },
      epochOfDay(day),
    ),
  )
  const { languages, questionnaire } = keyring
  return draftGenesis(
    {
      languages,
      name: keyring.name,
      contact: keyring.contact,
      questionnaire,
      form: [],
      threshold: 1,
      roots: roots.map((root) => toBase64(p.verifyingKey(root))),
      logKeys: [toBase64(p.verifyingKey(logSeed))],
      desks,
      recipients: enrolled.reduce<Keyring['recipients']>((all, each) => [...withEnrolled(all, each)], []),
      policy: { ...keyring.policy, envelopeDays: ENVELOPE_DAYS, dropDays: 3650, acknowledgeDays: 5 },
    },
    enrolled.map(({ block }) => block),
    day,
  )
}

export const newestOf = ({ chain }: Pick<World, 'chain'>): Keyring => chain.trail.at(-1)!.keyring
export const isListed = (world: Pick<World, 'chain'>, { id }: Pick<Person, 'id'>): boolean =>
  newestOf(world).recipients.some((each) => each.id === id)

/** Who is listed and has a vault that works. */
export const working = (world: World): Person[] => world.people.filter((each) => isListed(world, each))

/** Whose tip it is by now: addressed or granted, listed, and neither gone from the case nor done with it. */
export const membersOf = (world: World, { envelope, addressed }: SentTip): Person[] =>
  working(world).filter(({ id }) => {
    const name = ofCase(id, envelope)
    const isReader = addressed.includes(id) || world.granted.has(name)
    return isReader && !world.left.has(name) && !world.purged.has(name)
  })

/** What the admin sees of the server's chain. */
export async function refreshed(world: World): Promise<void> {
  const { chain } = await followPublished(p, world.api, world.chain, world.orgId)
  world.chain = chain ?? world.chain
}

export async function closeWorld(world: World): Promise<void> {
  for (const { cabinet } of [...world.people, ...world.spies.map(({ copy }) => copy)]) cabinet.close()
  await world.server.close()
}
