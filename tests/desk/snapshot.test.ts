import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  beginRecovery,
  encodeRecoveryRequest,
  helpRecover,
  openGiven,
  parseRecoveryRequest,
  wordsOfRequest,
} from '../../src/desk/recovery/recovery.ts'
import { agreedSharing, makeSnapshot, openWithShares } from '../../src/desk/recovery/snapshot.ts'
import { splitSnapshot } from '../../src/desk/recovery/snapshot-file.ts'
import { erasedOn } from '../../src/desk/vault/erase.ts'
import type { Identity } from '../../src/desk/vault/identity.ts'
import { identityItem } from '../../src/desk/vault/secrets.ts'
import { openVault, restoreVault } from '../../src/desk/vault/vault.ts'
import { costForTestsOnly } from '../../src/keyfile/sealed-file.ts'
import { concat, fromUtf8, toUtf8 } from '../../src/protocol/bytes.ts'
import { dayText } from '../../src/protocol/time.ts'
import { codeOf, folderForTest, organisationOf, p, random } from '../intake/support.ts'
import { breakingFiles } from '../keyfile/breaking-files.ts'
import { THIS_EPOCH, TODAY } from '../support/organisation.ts'
import { cabinetForTest, deskForTest } from './support.ts'

const organisation = organisationOf(4, 'snapshots', 4)
const { trusted } = organisation
const to = { trusted, epoch: THIS_EPOCH, keys: organisation.keys }
const holders = organisation.keyring.recipients.slice(1)

const identityOf = (person: number, from = 0): Identity => {
  const { id, identity, seeds } = organisation.people[person]!
  const intake = { firstEpoch: THIS_EPOCH + from, seeds: seeds.slice(from) }
  return { recipientId: id, signing: identity, intake, former: [], coming: null }
}

const bytes = toUtf8('a case')

/** A snapshot of the first person's vault with a case in it, and a recovery that was begun from it. */
async function taken(threshold = 2, among = holders) {
  const { vault, cabinet } = deskForTest('http://127.0.0.1:1', organisation, 0)
  cabinet.file({ cases: [{ hash: p.sha256(bytes), summary: bytes, watch: bytes, content: bytes }] })
  cabinet.file({ items: [identityItem(vault.identity)] })
  const snapshot = await makeSnapshot(
    p,
    vault,
    cabinet,
    { to, holders: among, threshold, day: TODAY },
    random,
  )
  const { header, line } = splitSnapshot(snapshot)
  const recovery = beginRecovery(header, random)
  const request = encodeRecoveryRequest(p, recovery, line)
  const help = (person: number, asked = request, identity = identityOf(person)) =>
    helpRecover(p, identity, trusted.orgId, [trusted], parseRecoveryRequest(asked), random)
  const given = (person: number) => openGiven(p, recovery, header, help(person))
  return { vault, snapshot, header, line, recovery, request, help, given }
}

const messageOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    return (error as Error).message
  }
  return 'accepted'
}

describe('a snapshot', () => {
  it.each([
    [1, 2],
    [2, 3],
    [3, 1],
  ])(
    'brings the vault back with the shares of colleagues %i and %i, under a new password',
    async (one, two) => {
      const { vault, snapshot, given } = await taken()
      const content = await openWithShares(p, snapshot, [given(one), given(two)])
      const folder = join(folderForTest(), 'again')
      const opened = { folder, recipientId: vault.identity.recipientId, orgId: vault.orgId, key: content.key }
      await restoreVault(opened, content.database, 'new', random, { cost: costForTestsOnly })
      expect(await openVault(folder, 'new')).toEqual(opened)
      expect(cabinetForTest(opened).caseContent(1)).toEqual(bytes)
    },
  )

  it('opens with no fewer shares, and one share counts once', async () => {
    const { snapshot, given } = await taken()
    for (const shares of [[], [given(1)], [given(2), given(2)]])
      expect(await codeOf(() => openWithShares(p, snapshot, shares))).toBe('usage')
  })

  it('with one holder opens with that share alone', async () => {
    const { snapshot, given } = await taken(1, [holders[0]!])
    expect((await openWithShares(p, snapshot, [given(1)])).database.length).toBeGreaterThan(1000)
  })

  it('is shared with somebody, and with as many as are asked for', () => {
    expect([agreedSharing(holders, undefined), agreedSharing(holders.slice(0, 1), 1)]).toEqual([2, 1])
    // A colleague whom a source left out would read the tip in the vault of another.
    expect(messageOf(() => agreedSharing(holders.slice(0, 1), undefined))).toMatch(/open it alone/)
    expect(messageOf(() => agreedSharing([], undefined))).toMatch(/nobody to share/)
    expect(messageOf(() => agreedSharing(holders, 4))).toMatch(/cannot be asked/)
  })

  it('that was cut short, or changed in any of its parts, is refused by name', async () => {
    const { snapshot, line, given } = await taken()
    const shares = [given(1), given(2)]
    const open = (changed: Uint8Array) =>
      openWithShares(p, changed, shares).then(
        () => 'accepted',
        (error: Error) => error.message,
      )
    for (const length of [5, 40, line.length - 1])
      expect(await open(snapshot.subarray(0, length))).toMatch(/cut short/)
    for (const length of [line.length + 1, line.length + 900, snapshot.length - 1])
      expect(await open(snapshot.subarray(0, length))).toMatch(/cut short/)
    expect(await open(concat(snapshot, new Uint8Array(1)))).toMatch(/cut short or changed/)
    const text = fromUtf8(line)
    for (const field of ['day', 'seq', 'epoch', 'threshold']) {
      const changed = text.replace(
        new RegExp(`"${field}":(\\d+)`),
        (_, n: string) => `"${field}":${Number(n) === 2 ? 1 : Number(n) - 1}`,
      )
      expect(changed).not.toBe(text)
      expect(await open(concat(toUtf8(changed), snapshot.subarray(line.length)))).toMatch(
        /changed|not one of|demands/,
      )
    }
    const newer = text.replace('"version":1', '"version":2')
    expect(await open(concat(toUtf8(newer), snapshot.subarray(line.length)))).toMatch(/newer version/)
    expect(await open(toUtf8('a letter'))).toMatch(/no snapshot/)
  })

  it('dies with its shares when the keys of its week are erased', async () => {
    const { help, request } = await taken()
    expect(messageOf(() => help(1, request, identityOf(1, 1)))).toContain(
      `too old: its shares died on ${dayText(erasedOn(THIS_EPOCH))}`,
    )
  })

  it('is made a vault whole or not at all, and a recovery that was broken off goes on', async () => {
    const { vault, snapshot, given } = await taken()
    const content = await openWithShares(p, snapshot, [given(1), given(2)])
    const home = folderForTest()
    const opened = {
      folder: join(home, 'again'),
      recipientId: vault.identity.recipientId,
      orgId: vault.orgId,
      key: content.key,
    }
    for (let until = 0; !existsSync(opened.folder); until++) {
      const { fs } = breakingFiles(until)
      await restoreVault(opened, content.database, 'new', random, { cost: costForTestsOnly, fs }).catch(
        () => undefined,
      )
    }
    expect(await openVault(opened.folder, 'new')).toEqual(opened)
    expect(cabinetForTest(opened).caseContent(1)).toEqual(bytes)
    expect(
      await codeOf(() => restoreVault(opened, content.database, 'new', random, { cost: costForTestsOnly })),
    ).toBe('file_exists')
    expect(readdirSync(home)).toEqual(['again'])
  })
})

describe('a share', () => {
  it('is handed out by nobody who holds none, nor for another organisation', async () => {
    const { request, help } = await taken(2, holders.slice(0, 2))
    expect(messageOf(() => help(3))).toMatch(/hold no share/)
    const foreign = () =>
      helpRecover(p, identityOf(1), random(32), [trusted], parseRecoveryRequest(request), random)
    expect(messageOf(foreign)).toMatch(/another organisation/)
  })

  it('opens for nobody but whoever made the request, and for no other snapshot', async () => {
    const [one, two] = [await taken(), await taken()]
    const other = beginRecovery(one.header, random)
    expect(messageOf(() => openGiven(p, other, one.header, one.help(1)))).toMatch(/another recovery/)
    expect(messageOf(() => openGiven(p, two.recovery, two.header, one.help(1)))).toMatch(/another snapshot/)
  })

  it('that was changed in any field, or is another file, is refused by name', async () => {
    const { recovery, header, help } = await taken()
    const share = fromUtf8(help(1))
    const open = (text: string) => messageOf(() => openGiven(p, recovery, header, toUtf8(text)))
    for (const field of ['snapshot', 'holder', 'key', 'sealed']) {
      const changed = share.replace(
        new RegExp(`"${field}":"(.)(.)`),
        (_, a: string, b: string) => `"${field}":"${a}${b === '1' ? '2' : '1'}`,
      )
      expect(open(changed)).not.toBe('accepted')
    }
    expect(open(share.slice(0, -9))).toMatch(/cut short/)
    expect(open(`${share}\n`)).toMatch(/changed/)
    expect(open(share.replace('"version":1', '"version":2'))).toMatch(/newer/)
    expect(open('a letter')).toMatch(/no share/)
  })

  it('is asked for with words that are others for another key or another snapshot', async () => {
    const { recovery, line, header } = await taken()
    const other = await taken()
    const words = [
      [recovery, line],
      [beginRecovery(header, random), line],
      [recovery, other.line],
    ] as const
    const all = words.map(([each, about]) =>
      wordsOfRequest(p, parseRecoveryRequest(encodeRecoveryRequest(p, each, about))),
    )
    expect(new Set(all).size).toBe(3)
  })

  it('is not handed out for a request that is no request', async () => {
    const { request } = await taken()
    const text = fromUtf8(request)
    const parse = (each: string) => messageOf(() => parseRecoveryRequest(toUtf8(each)))
    expect(parse(text.slice(0, 300))).toMatch(/cut short/)
    expect(parse(`${text} `)).toMatch(/changed/)
    expect(parse(text.replace('"version":1', '"version":9'))).toMatch(/newer/)
    expect(parse('{}')).toMatch(/no request/)
  })
})
