import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keepChain, readKeptChain, type SignedChain } from '../../src/admin/kept-chain.ts'
import { nextRootIn, openRoot, rootsIn, writeRoot } from '../../src/admin/roots.ts'
import { succeed } from '../../src/admin/successor.ts'
import { costForTestsOnly } from '../../src/keyfile/sealed-file.ts'
import { makePrivateFolder, writeWhole } from '../../src/keyfile/whole-file.ts'
import { trustNext } from '../../src/protocol/keyring/chain.ts'
import { checkGoesOn } from '../../src/protocol/keyring/goes-on.ts'
import { codeOf, folderForTest, organisationOf, p, random } from '../intake/support.ts'
import { breakingFiles } from '../keyfile/breaking-files.ts'

const { trusted, statement, roots } = organisationOf()
const other = organisationOf(3, 'another organisation')

const one: SignedChain = { statements: [statement], trail: [trusted] }
const longer = (contact: string): SignedChain => {
  const next = succeed(p, trusted, { contact: [contact, contact, contact] }, roots)
  return { statements: [statement, next], trail: [trusted, trustNext(p, trusted, next)] }
}

/** How often the power can go during a write. */
const STEPS = 12

describe('an admin’s folder after the power went at any moment', () => {
  it('has the chain as it was, or the longer one, and takes the longer one again', async () => {
    for (let until = 0; until < STEPS; until++) {
      const folder = folderForTest()
      await keepChain(folder, one)
      await keepChain(folder, longer('a'), breakingFiles(until).fs).catch(() => undefined)
      const kept = await readKeptChain(p, folder)
      expect([1, 2]).toContain(kept?.trail.length)
      await keepChain(folder, longer('a'))
      expect((await readKeptChain(p, folder))?.trail).toHaveLength(2)
    }
  })

  it('has a root key that opens, or none, and then makes one in the same place', async () => {
    const root = { label: 'chief', orgId: null, seed: random(32) }
    for (let until = 0; until < STEPS; until++) {
      const folder = join(folderForTest(), 'admin')
      const path = await nextRootIn(folder)
      const { fs } = breakingFiles(until)
      await writeRoot(path, root, 'pass', { random, cost: costForTestsOnly, fs }).catch(() => undefined)
      if ((await rootsIn(folder)).length > 0) expect(await openRoot(path, 'pass')).toEqual(root)
      else await writeRoot(await nextRootIn(folder), root, 'pass', { random, cost: costForTestsOnly })
      expect(await rootsIn(folder)).toEqual([path])
    }
  })

  it('keeps the root key as it was when it was being bound to an organisation', async () => {
    const root = { label: 'chief', orgId: null, seed: random(32) }
    const writing = { random, cost: costForTestsOnly }
    for (let until = 0; until < STEPS; until++) {
      const folder = join(folderForTest(), 'admin')
      const path = await nextRootIn(folder)
      await writeRoot(path, root, 'pass', writing)
      const { fs } = breakingFiles(until)
      const bound = { ...root, orgId: trusted.orgId }
      await writeRoot(path, bound, 'pass', { ...writing, fs }, true).catch(() => undefined)
      expect([root, bound]).toContainEqual(await openRoot(path, 'pass'))
    }
  })
})

describe('root keys', () => {
  it('are never written over, and have places of their own', async () => {
    const folder = join(folderForTest(), 'admin')
    const writing = { random, cost: costForTestsOnly }
    const root = { label: 'chief', orgId: null, seed: random(32) }
    for (const name of ['root.json', 'root-2.json', 'root-3.json']) {
      const path = await nextRootIn(folder)
      expect(path).toBe(join(folder, name))
      await writeRoot(path, root, 'pass', writing)
      expect(await codeOf(() => writeRoot(path, root, 'pass', writing))).toBe('file_exists')
    }
    await writeWhole(join(folder, 'root-public.json'), new Uint8Array(), { replace: false })
    expect(await rootsIn(folder)).toHaveLength(3)
    expect(readdirSync(folder)).toHaveLength(4)
  })

  it('do not open with another password, nor when the file was edited or cut', async () => {
    const folder = join(folderForTest(), 'admin')
    const path = await nextRootIn(folder)
    const root = { label: 'chief', orgId: trusted.orgId, seed: random(32) }
    await writeRoot(path, root, 'pass', { random, cost: costForTestsOnly })
    expect(await codeOf(() => openRoot(path, 'Pass'))).toBe('password_wrong')
    const bytes = readFileSync(path)
    expect(bytes.includes('chief')).toBe(false)
    for (let at = 0; at < bytes.length; at += 31) {
      await writeWhole(path, bytes.subarray(0, at), { replace: true })
      expect(await codeOf(() => openRoot(path, 'pass'))).toBe('file_damaged')
      const edited = Uint8Array.from(bytes)
      edited[at] = (edited[at] as number) ^ 1
      await writeWhole(path, edited, { replace: true })
      expect(['file_damaged', 'password_wrong']).toContain(await codeOf(() => openRoot(path, 'pass')))
    }
  })
})

describe('the chain that an admin saw', () => {
  it('goes on with a longer one of its own', () => {
    expect(() => checkGoesOn(one.trail, longer('a').trail)).not.toThrow()
    expect(() => checkGoesOn([], one.trail)).not.toThrow()
  })

  it('refuses an older one, another one, and one of another organisation', async () => {
    const [mine, fork] = [longer('a'), longer('b')]
    expect(await codeOf(() => checkGoesOn(mine.trail, one.trail))).toBe('keyring_rolled_back')
    expect(await codeOf(() => checkGoesOn(mine.trail, []))).toBe('keyring_rolled_back')
    expect(await codeOf(() => checkGoesOn(mine.trail, fork.trail))).toBe('keyring_forked')
    expect(await codeOf(() => checkGoesOn(one.trail, [other.trusted]))).toBe('keyring_foreign')
  })

  it('is refused when somebody edited or cut its file', async () => {
    const folder = folderForTest()
    await makePrivateFolder(join(folder, 'admin'))
    await keepChain(folder, longer('a'))
    const path = join(folder, 'keyrings.json')
    const bytes = readFileSync(path)
    for (let at = 0; at < bytes.length; at += 997) {
      const edited = Uint8Array.from(bytes)
      edited[at] = (edited[at] as number) ^ 1
      await writeWhole(path, edited, { replace: true })
      expect(await codeOf(() => readKeptChain(p, folder))).not.toBe('accepted')
      await writeWhole(path, bytes.subarray(0, at), { replace: true })
      expect(await codeOf(() => readKeptChain(p, folder))).toBe('file_damaged')
    }
  })
})
