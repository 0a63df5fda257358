import { describe, expect, it } from 'vitest'
import { succeed } from '../../src/admin/successor.ts'
import { toBase64 } from '../../src/protocol/bytes.ts'
import { trustNext } from '../../src/protocol/keyring/chain.ts'
import { codeOf, organisationOf, p, random } from '../intake/support.ts'
import { deterministic, makePerson, recipientOf } from '../support/organisation.ts'

const { trusted, roots, people, keyring } = organisationOf()
const contact = ['a', 'b', 'c']

describe('the keyring that succeeds another', () => {
  it('takes the next place in the chain, and changes what was asked and nothing else', () => {
    const next = trustNext(p, trusted, succeed(p, trusted, { contact }, roots))
    expect(next.orgId).toEqual(trusted.orgId)
    expect(next.keyring).toEqual({ ...keyring, contact, seq: 2, previous: toBase64(trusted.hash) })
  })

  it('can be succeeded in turn', () => {
    const second = trustNext(p, trusted, succeed(p, trusted, { contact }, roots))
    const third = trustNext(p, second, succeed(p, second, { contact: ['', '', ''] }, roots))
    expect([third.keyring.seq, third.keyring.contact]).toEqual([3, ['', '', '']])
  })

  it('counts for nobody without the roots', async () => {
    for (const seeds of [[], [random(32)], people.map(({ identity }) => identity)]) {
      expect(await codeOf(() => trustNext(p, trusted, succeed(p, trusted, { contact }, seeds)))).toBe(
        'keyring_unsigned',
      )
    }
  })

  it('lets nobody in whom the readers did not approve', async () => {
    const newcomer = recipientOf(p, makePerson(p, deterministic('newcomer'), 2), 'New', ['main'])
    const changes = { recipients: [...keyring.recipients, newcomer] }
    const alone = succeed(p, trusted, changes, roots)
    expect(await codeOf(() => trustNext(p, trusted, alone))).toBe('keyring_unapproved')
    const approving = people.slice(0, 2).map(({ identity }) => identity)
    const approved = succeed(p, trusted, changes, [...roots, ...approving])
    expect(trustNext(p, trusted, approved).keyring.recipients).toHaveLength(4)
  })

  it('is not made when the changes break a rule', async () => {
    const wrong = { form: [{ path: '../x', sha256: toBase64(random(32)) }] }
    expect(await codeOf(() => succeed(p, trusted, wrong, roots))).toBe('keyring_malformed')
  })
})
