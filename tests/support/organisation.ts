import { createHash } from 'node:crypto'
import { type Bytes, toBase64, toHex } from '../../src/protocol/bytes.ts'
import type { IntakeBlock } from '../../src/protocol/epoch.ts'
import { signIntakeBlock } from '../../src/protocol/epoch-secret.ts'
import { type TrustedKeyring, trustGenesis } from '../../src/protocol/keyring/chain.ts'
import { encodeStatement, type Statement } from '../../src/protocol/keyring/dsse.ts'
import { signStatement } from '../../src/protocol/keyring/sign.ts'
import { encodeKeyring, type Keyring } from '../../src/protocol/keyring/statement.ts'
import type { Primitives, Random } from '../../src/protocol/primitives/primitives.ts'
import { dayText, epochOfDay } from '../../src/protocol/time.ts'

/** The day on which tests take place: 2026-11-21. */
export const TODAY = 20_778
export const THIS_EPOCH = epochOfDay(TODAY)

/** Bytes that look random and are the same in every run. */
export function deterministic(seed: string): Random {
  let count = 0
  return (length) => {
    const parts: Uint8Array[] = []
    for (let have = 0; have < length; have += 32) {
      parts.push(createHash('sha256').update(`${seed} ${count++}`).digest())
    }
    return new Uint8Array(Buffer.concat(parts).subarray(0, length))
  }
}

export interface TestPerson {
  readonly id: string
  readonly identity: Bytes
  readonly seeds: readonly Bytes[]
  readonly block: IntakeBlock
}

export interface TestOrganisation {
  readonly keyring: Keyring
  readonly trusted: TrustedKeyring
  readonly statement: Bytes
  readonly roots: readonly Bytes[]
  readonly logKey: Bytes
  readonly people: readonly TestPerson[]
  /** The intake keys of this week, in keyring order. */
  readonly keys: readonly Bytes[]
}

export interface Shape {
  readonly people: number
  readonly desks?: readonly string[]
  /** The desks of each person; everyone is at the first desk unless told. */
  readonly at?: readonly (readonly string[])[]
  readonly epochs?: number
  readonly roots?: number
  readonly threshold?: number
  readonly seed?: string
}

export function makePerson(
  p: Primitives,
  random: Random,
  epochs: number,
  firstEpoch = THIS_EPOCH,
): TestPerson {
  const id = toHex(random(16))
  const identity = random(32)
  const seeds = Array.from({ length: epochs }, () => random(32))
  return { id, identity, seeds, block: signIntakeBlock(p, id, identity, { firstEpoch, seeds }) }
}

export function recipientOf(p: Primitives, person: TestPerson, label: string, desks: readonly string[]) {
  return {
    id: person.id,
    label: [label, label, label],
    desks: [...desks],
    identity: toBase64(p.verifyingKey(person.identity)),
    firstEpoch: person.block.firstEpoch,
    epochs: person.block.keys.map((key) => toBase64(p.sha256(key))),
    signature: toBase64(person.block.signature),
  }
}

/** An organisation as its admin would make it, every byte decided by `seed`. */
export function makeOrganisation(p: Primitives, shape: Shape): TestOrganisation {
  const { desks = ['main'], epochs = 2, threshold = 1, seed = 'organisation' } = shape
  const random = deterministic(seed)
  const roots = Array.from({ length: shape.roots ?? 1 }, () => random(32))
  const logKey = random(32)
  const people = Array.from({ length: shape.people }, () => makePerson(p, random, epochs))
  const keyring: Keyring = {
    candor: 'keyring',
    version: 1,
    seq: 1,
    previous: '',
    validFrom: dayText(TODAY - 1),
    validUntil: dayText(TODAY + 180),
    threshold,
    roots: roots.map((each) => toBase64(p.verifyingKey(each))),
    logKeys: [toBase64(p.verifyingKey(logKey))],
    languages: ['en', 'ru', 'kk'],
    name: ['Test organisation', 'Проверочная организация', 'Сынақ ұйымы'],
    contact: ['', '', ''],
    desks: desks.map((id) => ({ id, label: [id, id, id], about: ['', '', ''] })),
    recipients: people.map((person, i) =>
      recipientOf(p, person, `Person ${i + 1}`, shape.at?.[i] ?? [desks[0] as string]),
    ),
    questionnaire: { version: 1, questions: testQuestions },
    policy: {
      acknowledgeDays: 7,
      feedbackDays: 90,
      envelopeDays: 365,
      dropDays: 365,
      blobDays: 90,
      shardBits: 0,
    },
    form: [],
  }
  const statement = signAll(p, keyring, roots)
  const trusted = trustGenesis(p, statement, null)
  return {
    keyring,
    trusted,
    statement,
    roots,
    logKey,
    people,
    keys: people.map(({ block }) => block.keys[0] as Bytes),
  }
}

export function signAll(p: Primitives, keyring: Keyring, seeds: readonly Bytes[]): Bytes {
  const unsigned: Statement = { payload: encodeKeyring(keyring), signatures: [] }
  return encodeStatement(seeds.reduce((statement, seed) => signStatement(p, statement, seed), unsigned))
}

/** A keyring that follows another one, with changes. */
export function following(
  organisation: { readonly trusted: TrustedKeyring },
  changes: Partial<Keyring>,
): Keyring {
  const { hash, keyring } = organisation.trusted
  return { ...keyring, seq: keyring.seq + 1, previous: toBase64(hash), ...changes }
}

const same = (text: string) => [text, text, text]

const testQuestions: Keyring['questionnaire']['questions'] = [
  {
    id: 'what',
    kind: 'long',
    group: '',
    role: '',
    required: true,
    label: same('What happened?'),
    hint: same(''),
    example: same(''),
  },
  {
    id: 'who',
    kind: 'short',
    group: 'person',
    role: 'subject',
    required: false,
    label: same('Who?'),
    hint: same(''),
    example: same(''),
  },
]
