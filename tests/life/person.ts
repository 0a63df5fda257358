import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Api, connect } from '../../src/client/api.ts'
import { readRecord } from '../../src/desk/case/case.ts'
import { isSound, loadCase, openCasebook } from '../../src/desk/case/casebook.ts'
import { threadsOf } from '../../src/desk/casework/casework.ts'
import { type SyncReport, sync } from '../../src/desk/sync/sync.ts'
import { authorizer } from '../../src/desk/vault/authorize.ts'
import { type Cabinet, DATABASE, openCabinet } from '../../src/desk/vault/cabinet.ts'
import { listsMyKeys, loadKept } from '../../src/desk/vault/directory.ts'
import {
  enrolmentOf,
  type Identity,
  keysetListed,
  listedIn,
  listFrom,
  newIdentity,
  newKeyset,
  renewed,
} from '../../src/desk/vault/identity.ts'
import { identityItem } from '../../src/desk/vault/secrets.ts'
import { openLedger, readState } from '../../src/desk/vault/state.ts'
import {
  createVault,
  identityIn,
  openVault,
  type Vault,
  type VaultKey,
  vaultIn,
} from '../../src/desk/vault/vault.ts'
import { costForTestsOnly } from '../../src/keyfile/sealed-file.ts'
import type { Bytes } from '../../src/protocol/bytes.ts'
import { CandorError, isCandorError } from '../../src/protocol/errors.ts'
import type { TrustedKeyring } from '../../src/protocol/keyring/chain.ts'
import { checkGoesOn } from '../../src/protocol/keyring/goes-on.ts'
import type { Ceremony } from '../../src/protocol/keyring/proposal.ts'
import type { Random } from '../../src/protocol/primitives/primitives.ts'
import { encodeRequest } from '../../src/protocol/request-file.ts'
import { dayOf, epochOfDay } from '../../src/protocol/time.ts'
import { p } from '../intake/support.ts'
import { type Breakage, breaking, PowerCut } from './breakage.ts'
import type { LifeServer, Time } from './server.ts'

export const PASSWORD = 'a password'

/** What everything that happens shares. */
export interface Ground {
  readonly time: Time
  readonly random: Random
  readonly server: LifeServer
  readonly folder: string
}

/** An investigator with a vault on a disk, and a clock of their own. */
export interface Person {
  readonly name: string
  readonly id: string
  key: VaultKey
  cabinet: Cabinet
  /** How far their clock is ahead, in seconds. */
  skew: number
  /** The newest snapshot of their vault. */
  snapshot: Bytes | null
  /**
   * The keyring from which on nothing is lost to them: their vault may have been brought back from a snapshot that lacked
   * keys, and then that of their new identity; infinite until there is one.
   */
  sureFrom: number
  /** Their last sync came to its end. */
  isWhole: boolean
}

const clockOf = ({ time }: Ground, { skew }: Person) => time.now + skew
const weekOf = (ground: Ground, person: Person) => epochOfDay(dayOf(clockOf(ground, person)))

export async function newPerson(ground: Ground, name: string, orgId: Bytes | null): Promise<Person> {
  const { random, time } = ground
  const folder = join(ground.folder, name)
  const identity = newIdentity(random, epochOfDay(dayOf(time.now)))
  await createVault(folder, { identity, orgId, label: name }, PASSWORD, random, { cost: costForTestsOnly })
  const key = await openVault(folder, PASSWORD)
  const cabinet = openCabinet(p, key, random)
  return { name, id: key.recipientId, key, cabinet, skew: 0, snapshot: null, sureFrom: 0, isWhole: false }
}

export const apiOf = (ground: Ground, person: Person, breakage?: Breakage): Api =>
  connect(ground.server.network(breakage), new URL('http://life.test'), () => clockOf(ground, person))

export const vaultOf = ({ cabinet, key }: Person): Vault => vaultIn(cabinet, key)
export const identityOf = ({ cabinet, key }: Person): Identity => identityIn(cabinet, key.recipientId)

/** The keyrings that somebody knows. */
export const trailOf = ({ cabinet, key: { orgId } }: Person): TrustedKeyring[] =>
  orgId === null ? [] : loadKept(p, { orgId }, cabinet, readState(cabinet).state.keyringSeq)

/** What a sync came to: a report, what it was refused with, or the end of the power. */
export type Synced =
  | { readonly report: SyncReport }
  | { readonly refusal: CandorError }
  | { readonly cut: true }

/** Every failure but a refusal is a bug, and thrown. */
export async function syncPerson(ground: Ground, person: Person, breakage?: Breakage): Promise<Synced> {
  const { random } = ground
  const cabinet = breaking(person.cabinet, breakage)
  const options = { now: clockOf(ground, person), random }
  try {
    return { report: await sync(p, apiOf(ground, person, breakage), vaultOf(person), cabinet, options) }
  } catch (error) {
    if (error instanceof PowerCut) {
      startAgain(ground, person)
      return { cut: true }
    }
    if (isCandorError(error)) return { refusal: error }
    throw error
  }
}

/** What was not written is gone. */
function startAgain({ random }: Ground, person: Person): void {
  person.cabinet.close()
  person.cabinet = openCabinet(p, person.key, random)
}

export const timingOf = (ground: Ground, person: Person) => ({
  now: clockOf(ground, person),
  random: ground.random,
  jitterSeconds: 3600,
})

/** The request of the identity in use, or of the one that is to follow it. */
export function requestOf(ground: Ground, person: Person, isForComing = false): Bytes {
  const week = weekOf(ground, person)
  const before = identityOf(person)
  const coming = before.coming ?? newKeyset(ground.random, week)
  const after: Identity = isForComing
    ? { ...before, coming: renewed(coming, ground.random, week) }
    : renewed(before, ground.random, week)
  openLedger(person.cabinet).file({}, { items: [identityItem(after)] })
  const { signing, ...keyset } = isForComing ? after.coming! : after
  const intake = listFrom({ signing, ...keyset }, week)
  const { recipient, block } = enrolmentOf(p, { recipientId: person.id, signing, intake })
  return encodeRequest({
    label: person.name,
    id: person.id,
    identity: recipient.identity,
    blockBytes: block,
  })
}

/** The seed with which somebody approves, once they have seen that the proposal goes on from what they know. */
export function approvalOf(person: Person, { draft, trail, previous }: Ceremony): Bytes {
  checkGoesOn(trailOf(person), trail)
  const identity = identityOf(person)
  const isListed = draft.keyring.recipients.some(({ id }) => id === person.id)
  if (isListed && !listsMyKeys(p, draft, identity))
    throw new CandorError('intake_key_wrong', 'these are not my keys')
  const listed = previous === null ? undefined : listedIn(previous.keyring, identity)
  const keyset = listed === undefined ? undefined : keysetListed(p, identity, listed)
  if (keyset === undefined) throw new CandorError('recipient_unknown', 'this approval would not count')
  return keyset.signing
}

/** What somebody has of a tip. */
export interface HeldCase {
  readonly number: number
  readonly envelope: string
  readonly text: string
  readonly isHidden: boolean
}

export function casesOf(person: Person): HeldCase[] {
  const casebook = openCasebook(p, vaultOf(person), person.cabinet)
  return person.cabinet.summaries().map(({ number }) => {
    const { record, summary, tip } = loadCase(p, casebook, number)
    const { envelope } = readRecord(person.cabinet.caseContent(number)!)
    if (envelope !== record.envelope) throw new Error('a case is another')
    return { number, envelope, text: tip?.answers[0]?.text ?? '', isHidden: summary.hidden }
  })
}

/** Everything that somebody wrote and this person can read in a case, hidden or not. */
export function wordsIn(person: Person, number: number): string[] {
  const casebook = openCasebook(p, vaultOf(person), person.cabinet)
  const stored = loadCase(p, casebook, number)
  if (!isSound(stored)) return []
  const { conversation, team } = threadsOf(p, casebook, stored)
  return [...conversation.view.messages, ...team.view.messages].flatMap(({ event }) =>
    event !== null && 'text' in event ? [event.text] : [],
  )
}

/** A copy of somebody's vault at this moment, which forgets nothing. */
export function copyOf(ground: Ground, person: Person, name: string): Person {
  const folder = join(ground.folder, name)
  mkdirSync(folder)
  writeFileSync(join(folder, DATABASE), person.cabinet.copy())
  const key = { ...person.key, folder }
  const inner = openCabinet(p, key, ground.random)
  const cabinet: Cabinet = { ...inner, file: (filing) => inner.file({ ...filing, forget: [] }) }
  return { ...person, name, key, cabinet, skew: 0 }
}

/** Lets a copy see all that the server holds, as somebody sees it who may ask; it hands in nothing. */
export async function showAll(ground: Ground, copy: Person, by: Person): Promise<void> {
  const authorize = authorizer(p, vaultOf(by), trailOf(by).at(-1)!.keyring)
  const inner = apiOf(ground, copy)
  const refused = async () => {
    throw new CandorError('network_unreachable', 'a copy hands in nothing')
  }
  const api: Api = {
    ...inner,
    tips: (after) => inner.tips(after, authorize),
    teamDrops: (after) => inner.teamDrops(after, authorize),
    putDrop: refused,
    putTeamDrop: refused,
    putIntakeBlock: refused,
  }
  const options = { now: ground.time.now, random: ground.random }
  await sync(p, api, vaultOf(copy), copy.cabinet, options)
}

export function forgetVault(person: Person): void {
  person.cabinet.close()
  rmSync(person.key.folder, { recursive: true, force: true })
}
