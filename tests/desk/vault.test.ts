import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { openCabinet } from '../../src/desk/cabinet.ts'
import { newIdentity } from '../../src/desk/identity.ts'
import { createVault, openVault } from '../../src/desk/vault.ts'
import { costForTestsOnly } from '../../src/keyfile/sealed-file.ts'
import { codeOf, folderForTest, p, random } from '../intake/support.ts'
import { THIS_EPOCH } from '../support/organisation.ts'
import { cabinetForTest } from './support.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

async function madeVault() {
  const folder = join(folderForTest(), 'vault')
  const made = { identity: newIdentity(random, THIS_EPOCH, 2), orgId: random(32) }
  return { folder, vault: await createVault(folder, made, 'correct horse', random, costForTestsOnly) }
}

describe('a vault', () => {
  it('opens with its password, and is what was put in', async () => {
    const { folder, vault } = await madeVault()
    expect(await openVault(folder, 'correct horse')).toEqual(vault)
  })

  it('stays closed to another password, and is never written over', async () => {
    const { folder, vault } = await madeVault()
    expect(await codeOf(() => openVault(folder, 'wrong'))).toBe('password_wrong')
    expect(await codeOf(() => createVault(folder, vault, 'x', random, costForTestsOnly))).toBe('file_exists')
    expect(await codeOf(() => openVault(join(folder, 'none'), 'x'))).toBe('vault_missing')
  })

  it('that was damaged is refused', async () => {
    const { folder } = await madeVault()
    const file = join(folder, 'vault.json')
    const whole = readFileSync(file)
    writeFileSync(file, whole.subarray(0, whole.length / 2))
    expect(await codeOf(() => openVault(folder, 'correct horse'))).toBe('file_damaged')
    writeFileSync(file, '')
    expect(await codeOf(() => openVault(folder, 'correct horse'))).toBe('file_damaged')
  })

  it('belongs to its owner alone', async () => {
    const { folder, vault } = await madeVault()
    cabinetForTest(vault)
    const modes = ['.', 'vault.json', 'cases.db'].map((name) => statSync(join(folder, name)).mode & 0o777)
    expect(modes).toEqual([0o700, 0o600, 0o600])
  })
})

describe('the local database', () => {
  const filing = (before: Uint8Array | null, after: string, ...cases: string[]) => ({
    guard: { name: 'state', before, after: bytes(after) },
    cases: cases.map((text) => ({
      hash: p.sha256(bytes(text)),
      summary: bytes(`summary of ${text}`),
      watch: bytes(`watch of ${text}`),
      content: bytes(text),
    })),
  })

  function cabinetIn() {
    const folder = join(folderForTest(), 'vault')
    mkdirSync(folder)
    const vault = { folder, identity: newIdentity(random, THIS_EPOCH, 1), orgId: random(32), key: random(32) }
    return { vault, cabinet: cabinetForTest(vault) }
  }

  it('numbers cases from 1 and gives them back', () => {
    const { cabinet } = cabinetIn()
    cabinet.file(filing(null, 'a', 'one', 'two'))
    expect(cabinet.summaries()).toEqual([
      { number: 1, summary: bytes('summary of one') },
      { number: 2, summary: bytes('summary of two') },
    ])
    expect(cabinet.caseContent(2)).toEqual(bytes('two'))
    expect(cabinet.caseContent(3)).toBeNull()
  })

  it('keeps one case for an envelope, however often it comes, and does not tell which it has', () => {
    const { vault, cabinet } = cabinetIn()
    expect(cabinet.file(filing(null, 'a', 'one', 'one', 'two'))).toEqual([1, 2])
    expect(cabinet.file(filing(bytes('a'), 'b', 'two', 'three'))).toEqual([3])
    expect(cabinet.summaries().map(({ number }) => number)).toEqual([1, 2, 3])
    const disk = ['cases.db', 'cases.db-wal']
      .map((name) => readFileSync(join(vault.folder, name)))
      .map((each) => each.toString('hex'))
      .join('')
    expect(disk).not.toContain(Buffer.from(p.sha256(bytes('one'))).toString('hex'))
  })

  it('files all of a step or nothing of it', async () => {
    const { cabinet } = cabinetIn()
    cabinet.file(filing(null, 'a', 'one'))
    expect(await codeOf(() => cabinet.file(filing(bytes('stale'), 'b', 'two')))).toBe('vault_busy')
    expect(cabinet.summaries()).toHaveLength(1)
    expect(cabinet.item('state')).toEqual(bytes('a'))
  })

  it('holds nothing that can be read without the key', () => {
    const { vault, cabinet } = cabinetIn()
    cabinet.file(filing(null, 'CANARY-state', 'CANARY-tip'))
    const disk = ['cases.db', 'cases.db-wal']
      .map((name) => readFileSync(join(vault.folder, name), 'latin1'))
      .join('')
    expect(disk).not.toContain('CANARY')
    expect(disk.length).toBeGreaterThan(1000)
  })

  it('notices rows that changed places, or were altered', async () => {
    const { vault, cabinet } = cabinetIn()
    cabinet.file(filing(null, 'a', 'one', 'two'))
    cabinet.close()
    const raw = new Database(join(vault.folder, 'cases.db'))
    raw.exec('UPDATE cases SET content = (SELECT content FROM cases WHERE number = 2) WHERE number = 1')
    raw.close()
    expect(await codeOf(() => cabinetForTest(vault).caseContent(1))).toBe('file_damaged')
  })

  it('that is no database is refused, and left as it is', async () => {
    const { vault, cabinet } = cabinetIn()
    cabinet.close()
    const path = join(vault.folder, 'cases.db')
    writeFileSync(path, 'this is a letter, not a database. '.repeat(100))
    expect(await codeOf(() => openCabinet(p, vault, random))).toBe('file_damaged')
    expect(readFileSync(path, 'utf8')).toMatch(/^this is a letter/)
  })
})
