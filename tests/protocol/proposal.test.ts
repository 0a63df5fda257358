import { fc, it as property } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { type Bytes, fromUtf8, toBase64 } from '../../src/protocol/bytes.ts'
import { encodeCanonical } from '../../src/protocol/canonical.ts'
import { encodeIntakeBlock, intakeListBytes } from '../../src/protocol/epoch.ts'
import { makeHandover, parseHandover } from '../../src/protocol/handover.ts'
import { trustNext } from '../../src/protocol/keyring/chain.ts'
import { changesBetween } from '../../src/protocol/keyring/changes.ts'
import { encodeStatement, parseStatement } from '../../src/protocol/keyring/dsse.ts'
import {
  encodeProposal,
  joinProposals,
  openProposal,
  type Proposal,
  parseProposal,
  signProposal,
} from '../../src/protocol/keyring/proposal.ts'
import { encodeKeyring, type Keyring, parseKeyring } from '../../src/protocol/keyring/statement.ts'
import { encodeRequest, parseRequest } from '../../src/protocol/request-file.ts'
import { encodeRootFile, parseRootFile } from '../../src/protocol/root-file.ts'
import { outcome, sodium as p } from '../support/implementations.ts'
import {
  deterministic,
  following,
  makeOrganisation,
  makePerson,
  recipientOf,
  signAll,
  TODAY,
} from '../support/organisation.ts'
import { type Json, mutantsOf } from '../support/trees.ts'

const organisation = makeOrganisation(p, {
  people: 3,
  desks: ['main', 'fraud'],
  at: [['main'], ['fraud'], ['main']],
  roots: 3,
  threshold: 2,
})
const { roots, people, trusted, keyring } = organisation
const newcomer = makePerson(p, deterministic('newcomer'), 2)
const grown = following(organisation, {
  recipients: [...keyring.recipients, recipientOf(p, newcomer, 'New', ['fraud'])],
})
const unsigned = (next: Keyring): Bytes => encodeStatement({ payload: encodeKeyring(next), signatures: [] })
const block = { id: newcomer.id, block: encodeIntakeBlock(newcomer.block) }
const proposal: Proposal = { chain: [organisation.statement], next: unsigned(grown), blocks: [block] }

const rootOf = (i: number): Bytes => roots[i] as Bytes
const identityOf = (i: number): Bytes => (people[i] as (typeof people)[number]).identity
const signedBy = (seeds: readonly Bytes[]): Proposal =>
  seeds.reduce((each, seed) => signProposal(p, each, seed), proposal)
const open = (each: Proposal, orgId: Bytes | null = trusted.orgId) => openProposal(p, each, orgId)
const asJson = (bytes: Bytes) => JSON.parse(fromUtf8(bytes)) as Json

const REFUSED = [
  'file_damaged',
  'keyring_malformed',
  'keyring_unsigned',
  'keyring_unapproved',
  'keyring_gap',
  'keyring_forked',
  'keyring_foreign',
  'keyring_rolled_back',
  'request_malformed',
  'request_unsigned',
]

describe('4.6 a proposal', () => {
  it('comes back as it was written', () => {
    expect(parseProposal(encodeProposal(proposal))).toEqual(proposal)
  })

  it('counts for nobody before enough roots and colleagues signed, in any order', () => {
    const enough = [rootOf(2), identityOf(0), rootOf(0), identityOf(2)]
    for (let count = 0; count < enough.length; count++) {
      const { consent } = open(signedBy(enough.slice(0, count)))
      expect(consent.complete).toBe(false)
    }
    const { consent, proposal: complete } = open(signedBy(enough))
    expect(consent).toMatchObject({
      complete: true,
      approvalsNeeded: 2,
      rootsMissing: { before: 0, after: 0 },
    })
    expect(consent.notApproved).toEqual([people[1]?.id])
    expect(trustNext(p, trusted, complete.next).keyring).toEqual(grown)
  })

  it('says it is complete exactly when a client would take it', () => {
    const seeds = [...roots, ...people.map(({ identity }) => identity)]
    for (let chosen = 0; chosen < 2 ** seeds.length; chosen++) {
      const each = signedBy(seeds.filter((_, i) => (chosen >> i) % 2 === 1))
      const taken = outcome(() => trustNext(p, trusted, each.next)) === 'accepted'
      expect(open(each).consent.complete).toBe(taken)
    }
  })

  it('is refused with any one thing changed, before anything is signed', () => {
    const signed = signedBy([rootOf(0), identityOf(0)])
    const accepted = mutantsOf(asJson(encodeProposal(signed))).filter(
      ({ value }) => !REFUSED.includes(outcome(() => open(parseProposal(encodeCanonical(value))))),
    )
    expect(accepted.map(({ name }) => name)).toEqual([])
  })

  it('is refused when its next keyring was changed in any way by somebody who signs it', () => {
    const mutants = mutantsOf(asJson(encodeKeyring(grown))).filter(
      ({ value }) => outcome(() => parseKeyring(encodeCanonical(value))) === 'accepted',
    )
    expect(mutants.length).toBeGreaterThan(50)
    for (const { name, value } of mutants.filter((_, i) => i % 3 === 0)) {
      const next = signAll(p, value as Keyring, [rootOf(0)])
      const code = outcome(() => open({ ...signedBy([]), next }))
      // What is accepted is another proposal, of which whoever signs is told every change.
      if (code === 'accepted') expect(changesBetween(grown, value as Keyring), name).not.toEqual([])
      else expect(REFUSED, name).toContain(code)
    }
  })

  it('is refused with a chain in which a keyring is missing, doubled or in another place', () => {
    const second = signAll(p, following(organisation, {}), [rootOf(0), rootOf(1)])
    const third = following({ trusted: trustNext(p, trusted, second) }, {})
    const at = (chain: readonly Bytes[]) => outcome(() => open({ chain, next: unsigned(third), blocks: [] }))
    const one = organisation.statement
    expect(at([one, second])).toBe('accepted')
    for (const chain of [[], [one], [second], [second, one], [one, one, second], [one, second, second]])
      expect(REFUSED).toContain(at(chain))
  })

  it('is refused with a signature twice, or of somebody who has no say', () => {
    const statement = parseStatement(signedBy([rootOf(0)]).next)
    const [signature] = statement.signatures
    const twice = { ...statement, signatures: [signature, signature].filter((each) => each !== undefined) }
    expect(outcome(() => open({ ...proposal, next: encodeStatement(twice) }))).toBe('keyring_unsigned')
    expect(outcome(() => open(signedBy([deterministic('stranger')(32)])))).toBe('keyring_unsigned')
    expect(outcome(() => open(signedBy([newcomer.identity])))).toBe('keyring_unsigned')
  })

  it('is refused for another organisation than the one that is known', () => {
    expect(outcome(() => open(proposal, deterministic('other')(32)))).toBe('keyring_foreign')
    const genesis = { chain: [], next: unsigned(keyring), blocks: [] }
    expect(outcome(() => open(genesis, deterministic('other')(32)))).not.toBe('accepted')
  })
})

describe('the intake keys that come with a proposal', () => {
  it('must be there for everybody whose list is new', () => {
    expect(outcome(() => open({ ...proposal, blocks: [] }))).toBe('file_damaged')
  })

  it('must be those that are listed, and of somebody who is', () => {
    const other = makePerson(p, deterministic('another'), 2)
    const foreign = { id: other.id, block: encodeIntakeBlock(other.block) }
    for (const blocks of [[foreign], [block, foreign], [block, block], [{ ...block, id: other.id }]])
      expect(outcome(() => open({ ...proposal, blocks }))).toBe('file_damaged')
  })

  it('must be keys to which one can seal', () => {
    const broken = makePerson(p, deterministic('broken'), 1)
    const key = (broken.block.keys[0] as Bytes).map((byte, i) => (i < 3 ? 0xff : byte))
    const list = badList(broken.id, broken.identity, broken.block.firstEpoch, key)
    const recipients = [
      ...keyring.recipients,
      { ...recipientOf(p, { ...broken, block: list }, 'B', ['main']) },
    ]
    const next = unsigned(following(organisation, { recipients }))
    const blocks = [{ id: broken.id, block: encodeIntakeBlock(list) }]
    expect(outcome(() => open({ ...proposal, next, blocks }))).toBe('intake_key_wrong')
  })
})

/** A list with a key that is none, signed by its owner all the same. */
function badList(id: string, identity: Bytes, firstEpoch: number, key: Bytes) {
  const message = intakeListBytes(id, firstEpoch, [p.sha256(key)])
  return { firstEpoch, keys: [key], signature: p.sign(identity, message) }
}

describe('two copies of a proposal', () => {
  it('have the signatures of both once they are joined', () => {
    const [one, other] = [
      signedBy([rootOf(0), identityOf(0)]),
      signedBy([rootOf(0), rootOf(1), identityOf(1)]),
    ]
    for (const joined of [joinProposals(one, other), joinProposals(other, one)])
      expect(open(joined).consent.complete).toBe(true)
    expect(joinProposals(one, one)).toEqual(one)
  })

  it('are refused when they are not of one proposal', () => {
    const renamed = unsigned({ ...grown, contact: ['a', 'b', 'c'] })
    for (const other of [
      { ...proposal, next: renamed },
      { ...proposal, chain: [] },
      { ...proposal, blocks: [] },
    ])
      expect(outcome(() => joinProposals(proposal, other))).toBe('usage')
  })
})

describe('the changes between two keyrings', () => {
  it('are none between a keyring and itself', () => {
    expect(changesBetween(keyring, { ...keyring, seq: 2 })).toEqual([])
  })

  it('leave nothing out: whatever is different is told', () => {
    const mutants = mutantsOf(asJson(encodeKeyring(keyring))).filter(
      ({ name, value }) =>
        outcome(() => parseKeyring(encodeCanonical(value))) === 'accepted' &&
        !/^\.(seq|previous) /.test(name),
    )
    expect(mutants.length).toBeGreaterThan(50)
    const untold = mutants.filter(({ value }) => changesBetween(keyring, value as Keyring).length === 0)
    expect(untold.map(({ name }) => name)).toEqual([])
  })

  it('name whoever reads more than before', () => {
    const added = changesBetween(keyring, grown).filter(({ type }) => type === 'reader-added')
    expect(added).toMatchObject([{ recipient: { id: newcomer.id }, desks: ['fraud'] }])
    expect(changesBetween(grown, keyring).map(({ type }) => type)).toContain('reader-removed')
  })
})

describe.each([
  [
    'a root’s public file',
    encodeRootFile({ label: 'Director', key: p.verifyingKey(rootOf(0)) }),
    parseRootFile,
  ],
  [
    'a request',
    encodeRequest({
      label: 'New',
      id: newcomer.id,
      identity: toBase64(p.verifyingKey(newcomer.identity)),
      blockBytes: block.block,
    }),
    (bytes: Bytes) => parseRequest(p, bytes),
  ],
  [
    'a handover',
    makeHandover(
      p,
      {
        orgId: trusted.orgId,
        recipientId: people[0]?.id ?? '',
        day: TODAY,
        batch: 7,
        alone: ['lunar-absorb'],
      },
      identityOf(0),
    ),
    (bytes: Bytes) => parseHandover(p, trusted, bytes),
  ],
] as const)('%s', (name, bytes, parse) => {
  it('is taken as it was written', () => {
    expect(outcome(() => parse(bytes))).toBe('accepted')
  })

  it('is refused with any one thing changed', () => {
    // The label of a root or of a request is what they call themselves, and nobody signed it; any key is a key.
    const free = (mutant: string) => name !== 'a handover' && /^\.(label|key) becomes/.test(mutant)
    const accepted = mutantsOf(asJson(bytes)).filter(
      ({ value }) => outcome(() => parse(encodeCanonical(value))) === 'accepted',
    )
    expect(accepted.map((each) => each.name).filter((each) => !free(each))).toEqual([])
  })

  it('is refused when it was cut short anywhere, and named', () => {
    for (let length = 0; length < bytes.length; length += 97)
      expect(outcome(() => parse(bytes.subarray(0, length)))).toBe('file_damaged')
  })

  property.prop([fc.uint8Array({ maxLength: 300 })])('is not taken from bytes of any kind', (other) => {
    expect(outcome(() => parse(other))).toBe('file_damaged')
  })

  it('is told from a proposal, and from one that a newer Candor wrote', () => {
    expect(outcome(() => parse(encodeProposal({ ...proposal, blocks: [] })))).toBe('file_damaged')
    const text = fromUtf8(bytes).replace('"version":1', '"version":2')
    expect(() => parse(new TextEncoder().encode(text))).toThrow(/newer/)
  })
})
