import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Intake, type IntakeOptions, openIntake } from '../../src/intake/intake.ts'
import { type Bytes, concat } from '../../src/protocol/bytes.ts'
import { encodeHeader, envelopeSize, HEADER } from '../../src/protocol/envelope.ts'
import { encodeIntakeBlock } from '../../src/protocol/epoch.ts'
import { type TrustedKeyring, trustNext } from '../../src/protocol/keyring/chain.ts'
import type { Keyring } from '../../src/protocol/keyring/statement.ts'
import { SMALLEST_BODY } from '../../src/protocol/padding.ts'
import { loadSodium } from '../../src/protocol/primitives/sodium.ts'
import { signRequest } from '../../src/protocol/request.ts'
import { encodeSubmission } from '../../src/protocol/wire.ts'
import { loadNativeNotary } from '../../src/server/native.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import {
  following,
  makeOrganisation,
  signAll,
  type TestOrganisation,
  type TestPerson,
  THIS_EPOCH,
  TODAY,
} from '../support/organisation.ts'

export const p = await loadSodium()
const notary = await loadNativeNotary()

/** Noon of the tests' day. */
export const NOON = TODAY * 86_400 + 43_200
export const DAY = 86_400
export const WEEK = 7 * DAY

const made = new Map<string, TestOrganisation>()

/** Organisations are slow to make and never change. */
export function organisationOf(people = 3, seed = 'organisation', epochs = 2): TestOrganisation {
  const key = `${people} ${seed} ${epochs}`
  const organisation = made.get(key) ?? makeOrganisation(p, { people, seed, epochs })
  made.set(key, organisation)
  return organisation
}

export const random = (length: number): Bytes => new Uint8Array(randomBytes(length))

export interface EnvelopeShape {
  readonly trusted: TrustedKeyring
  readonly epoch?: number
  readonly recipients?: number
  readonly body?: number
}

/** Well-formed bytes: a server can check no more than the form. */
export function fabricate(shape: EnvelopeShape): Bytes {
  const { trusted, epoch = THIS_EPOCH, body = SMALLEST_BODY } = shape
  const { recipients = trusted.keyring.recipients.length } = shape
  const header = encodeHeader(trusted.hash, epoch, recipients)
  return concat(header, random(envelopeSize(recipients, body) - HEADER))
}

export const submission = (shape: EnvelopeShape): Bytes => encodeSubmission(random(32), fabricate(shape))

/** A folder of the test's own, removed at its end. */
export function folderForTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'candor-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function storeForTest(options: { folder?: string; maxPages?: number } = {}): Store {
  const { folder = folderForTest(), ...rest } = options
  const store = openSqliteStore({ folder, ...rest })
  onTestFinished(() => store.close())
  return store
}

/** A store that counts how many intake keys it is asked for. */
export function countingKeys(): { readonly store: Store; readonly asked: { keys: number } } {
  const real = storeForTest()
  const asked = { keys: 0 }
  const intakeKeys: Store['intakeKeys'] = (hashes) => {
    asked.keys += hashes.length
    return real.intakeKeys(hashes)
  }
  return { store: { ...real, intakeKeys }, asked }
}

export interface TestIntake extends Intake {
  readonly store: Store
  readonly organisation: TestOrganisation
  /** Seconds; tests move it. */
  readonly time: { now: number }
  readonly faults: unknown[]
}

export interface TestIntakeOptions
  extends Partial<Pick<IntakeOptions, 'batchSeconds' | 'logSeed' | 'dropMegabytes'>> {
  readonly organisation?: TestOrganisation
  readonly store?: Store
  readonly named?: Bytes | null
  /** How far to go: nothing published, only the keyring, or the keys too. */
  readonly upTo?: 'empty' | 'keyring' | 'keys'
  readonly time?: { now: number }
}

/** An intake over a real store, by default with its organisation published and every key delivered. */
export function intakeForTest(options: TestIntakeOptions = {}): TestIntake {
  const { organisation = organisationOf(), store = storeForTest(), upTo = 'keys' } = options
  const { time = { now: NOON }, batchSeconds = 0, named = null, logSeed = organisation.logKey } = options
  const faults: unknown[] = []
  const intake = openIntake({
    store,
    notary,
    clock: () => time.now,
    organisation: named,
    logSeed,
    batchSeconds,
    ...(options.dropMegabytes === undefined ? {} : { dropMegabytes: options.dropMegabytes }),
    onFault: (error) => faults.push(error),
  })
  if (upTo !== 'empty') intake.keyrings.publish(organisation.statement)
  if (upTo === 'keys') deliverAll(intake, organisation.people)
  return { ...intake, store, organisation, time, faults }
}

export function deliverAll(intake: Intake, people: readonly TestPerson[]): void {
  for (const { id, block } of people) intake.epochs.deliver(id, encodeIntakeBlock(block))
}

/** The keyring that follows, signed by the root and by everyone who was there before. */
export function successor(organisation: TestOrganisation, changes: Partial<Keyring>): Bytes {
  const approving = organisation.people.map(({ identity }) => identity)
  return signAll(p, following(organisation, changes), [...organisation.roots, ...approving])
}

/** The same organisation one keyring later. */
export function advanced(organisation: TestOrganisation, changes: Partial<Keyring>): TestOrganisation {
  const statement = successor(organisation, changes)
  const trusted = trustNext(p, organisation.trusted, statement)
  return { ...organisation, statement, trusted, keyring: trusted.keyring }
}

/** The `Authorization` header of a person, for `GET path` unless told. */
export function authorize(
  { trusted }: TestOrganisation,
  person: TestPerson,
  path: string,
  time = NOON,
  method = 'GET',
  body: Bytes = new Uint8Array(),
): string {
  const request = { orgId: trusted.orgId, method, path, body, time }
  return signRequest(p, person.id, person.identity, request)
}

/** The code that a refusal carries. */
export async function codeOf(act: () => unknown): Promise<string> {
  try {
    await act()
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
  return 'accepted'
}
