import { draftNext } from '../../src/admin/draft.ts'
import { enrol, withEnrolled } from '../../src/admin/enrol.ts'
import { checkHandover, desksAloneAt } from '../../src/admin/leaving.ts'
import { blocksOf, checkFresh, publishCeremony } from '../../src/admin/publish.ts'
import { renewLists } from '../../src/admin/renew.ts'
import { connect } from '../../src/client/api.ts'
import { caseSummaries, openCasework } from '../../src/desk/casework/casework.ts'
import { remaining } from '../../src/desk/casework/comings.ts'
import { readState } from '../../src/desk/vault/state.ts'
import { type Bytes, toBase64 } from '../../src/protocol/bytes.ts'
import { CandorError, isCandorError } from '../../src/protocol/errors.ts'
import { makeHandover, parseHandover } from '../../src/protocol/handover.ts'
import { openProposal, signProposal } from '../../src/protocol/keyring/proposal.ts'
import { parseRequest } from '../../src/protocol/request-file.ts'
import { dayOf, epochOfDay } from '../../src/protocol/time.ts'
import { p } from '../intake/support.ts'
import type { Breakage } from './breakage.ts'
import { approvalOf, copyOf, identityOf, newPerson, type Person, requestOf, vaultOf } from './person.ts'
import { desksFor, newestOf, type Pending, refreshed, type World } from './world.ts'

const today = ({ time }: World) => dayOf(time.now)
const newestTrusted = (world: World) => world.chain.trail.at(-1)!

/** Drafts what somebody else than those who are there shall read. */
export async function draftEnrolment(world: World, n: number): Promise<void> {
  const person = await newPerson(world, `p${world.people.length}`, world.orgId)
  world.people.push(person)
  draftRequest(world, 'enrol', person, requestOf(world, person), desksFor(n))
}

/** A new identity for the same person; what was in their vault before is in a copy. */
export function draftRotation(world: World, person: Person): void {
  const identity = toBase64(p.verifyingKey(identityOf(person).signing))
  if (identityOf(person).coming === null) {
    const copy = copyOf(world, person, `copy${world.count++}`)
    world.spies.push({ copy, of: person.id, why: 'rotated', envelope: '', identity })
  }
  draftRequest(world, 'rotate', person, requestOf(world, person, true), [])
}

function draftRequest(
  world: World,
  what: 'enrol' | 'rotate',
  person: Person,
  request: Bytes,
  desks: readonly string[],
): void {
  const newest = newestOf(world)
  const enrolled = enrol(p, newest, parseRequest(p, request), { desks, label: [] }, epochOfDay(today(world)))
  const recipients = withEnrolled(newest.recipients, enrolled)
  const proposal = draftNext(world.chain, { recipients }, [enrolled.block], today(world))
  world.pending = { what, person, roots: world.roots, proposal }
}

/** Nobody may go who is the only one at a desk. */
export const mayGo = (world: World, person: Person): boolean => {
  const listed = newestOf(world).recipients.find(({ id }) => id === person.id)
  return listed !== undefined && desksAloneAt(newestOf(world), listed).length === 0
}

export function draftRemoval(world: World, person: Person): void {
  const recipients = newestOf(world).recipients.filter(({ id }) => id !== person.id)
  const proposal = draftNext(world.chain, { recipients }, [], today(world))
  world.pending = { what: 'remove', person, roots: world.roots, proposal }
}

/** The cases that are somebody's alone, by their own software, as `candor handover` says. */
export function casesAlone(person: Person): { readonly number: number; readonly name: string }[] {
  const vault = vaultOf(person)
  return caseSummaries(person.cabinet)
    .map(({ number }) => openCasework(p, vault, person.cabinet, number))
    .filter(({ people }) => people !== null && remaining(people, vault).length === 0)
    .map(({ number, record: { name } }) => ({ number, name }))
}

/** Hands over what there is to the admin, who checks it. @throws `handover_needed` */
export async function handOver(world: World, person: Person): Promise<void> {
  const listed = newestOf(world).recipients.find(({ id }) => id === person.id)!
  const { cursor } = readState(person.cabinet).state
  const alone = casesAlone(person).map(({ name }) => name)
  const said = { orgId: world.orgId, recipientId: person.id, day: today(world), batch: cursor, alone }
  const file = makeHandover(p, said, identityOf(person).signing)
  const { rows } = await world.api.entries(cursor)
  const read = parseHandover(p, newestTrusted(world), file)
  checkHandover(
    listed,
    read,
    rows.every(({ batch }) => batch <= cursor),
    today(world),
  )
}

export async function draftRenewal(world: World): Promise<void> {
  const { recipients } = newestOf(world)
  const blocks = await blocksOf(world.api, recipients)
  const renewal = renewLists(p, recipients, blocks, epochOfDay(today(world)))
  const proposal = draftNext(
    world.chain,
    { recipients: [...renewal.recipients] },
    renewal.blocks,
    today(world),
  )
  world.pending = { what: 'renew', person: null, roots: world.roots, proposal }
}

/** Another root in the place of the one before, or a second one. */
export function draftRoots(world: World, isMore: boolean): void {
  const fresh = world.random(32)
  const roots = isMore && world.roots.length < 3 ? [...world.roots, fresh] : [...world.roots.slice(1), fresh]
  const threshold = Math.max(1, roots.length - 1)
  const changes = { roots: roots.map((root) => toBase64(p.verifyingKey(root))), threshold }
  const proposal = draftNext(world.chain, changes, [], today(world))
  world.pending = { what: 'roots', person: null, roots, proposal }
}

/** @throws what somebody refuses a proposal with */
export function approve(world: World, pending: Pending, person: Person): void {
  const ceremony = openProposal(p, pending.proposal, world.orgId)
  pending.proposal = signProposal(p, pending.proposal, approvalOf(person, ceremony))
}

/** Signs with every root, and publishes: what was broken off is there still, to be published again. */
export async function publish(world: World, pending: Pending, breakage?: Breakage): Promise<void> {
  for (const root of new Set([...world.roots, ...pending.roots]))
    pending.proposal = signProposal(p, pending.proposal, root)
  const ceremony = openProposal(p, pending.proposal, world.orgId)
  checkFresh(ceremony, today(world))
  if (!ceremony.consent.complete) throw new CandorError('proposal_incomplete', 'more of them must approve')
  const spy = pending.what === 'remove' ? copyOf(world, pending.person!, `copy${world.count++}`) : null
  const network = world.server.network(breakage)
  const api = connect(network, world.api.server, () => world.time.now)
  try {
    world.chain = await publishCeremony(p, api, ceremony, world.chain)
    world.pending = null
  } catch (error) {
    if (!isCandorError(error)) throw error
    await refreshed(world)
    if (world.chain.trail.length < ceremony.draft.keyring.seq) {
      spy?.cabinet.close()
      throw error
    }
  }
  world.roots = pending.roots
  if (pending.what === 'rotate') pending.person!.sureFrom = world.chain.trail.length
  if (spy !== null) world.spies.push({ copy: spy, of: spy.id, why: 'removed', envelope: '', identity: '' })
}
