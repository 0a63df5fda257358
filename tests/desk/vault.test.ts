import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { type Cabinet, openCabinet } from '../../src/desk/vault/cabinet.ts'
import { newIdentity } from '../../src/desk/vault/identity.ts'
import {
  createVault,
  identityIn,
  openVault,
  rewriteVault,
  type VaultKey,
  vaultIn,
} from '../../src/desk/vault/vault.ts'
import { costForTestsOnly, sealFile } from '../../src/keyfile/sealed-file.ts'
import { codeOf, folderForTest, p, random } from '../intake/support.ts'
import { breakingFiles } from '../keyfile/breaking-files.ts'
import { THIS_EPOCH } from '../support/organisation.ts'
import { cabinetForTest } from './support.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

async function madeVault() {
  const folder = join(folderForTest(), 'vault')
  const made = { identity: newIdentity(random, THIS_EPOCH, 2), orgId: random(32) }
  return {
    folder,
    vault: await createVault(folder, made, 'correct horse', random, { cost: costForTestsOnly }),
  }
}

const vaultOf = (opened: VaultKey) => identityIn(cabinetForTest(opened), opened.recipientId)

describe('a vault', () => {
  it('opens with its password, and is what was put in', async () => {
    const { folder, vault } = await madeVault()
    const opened = await openVault(folder, 'correct horse')
    expect(vaultIn(cabinetForTest(opened), opened)).toEqual(vault)
  })

  it('stays closed to another password, and is never written over', async () => {
    const { folder, vault } = await madeVault()
    expect(await codeOf(() => openVault(folder, 'wrong'))).toBe('password_wrong')
    expect(await codeOf(() => createVault(folder, vault, 'x', random, { cost: costForTestsOnly }))).toBe(
      'file_exists',
    )
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

  it('is made whole or not at all, wherever the power goes, and is made again afterwards', async () => {
    const home = folderForTest()
    const folder = join(home, 'vault')
    const made = { identity: newIdentity(random, THIS_EPOCH, 2), orgId: null }
    let isWhole = false
    for (let until = 0; !isWhole; until++) {
      const { fs, steps } = breakingFiles(until)
      await createVault(folder, made, 'x', random, { cost: costForTestsOnly, fs }).catch(() => undefined)
      isWhole = steps().length <= until
      const there = existsSync(folder)
      if (there) expect(vaultOf(await openVault(folder, 'x'))).toEqual(made.identity)
      if (isWhole) expect(there).toBe(true)
      rmSync(folder, { recursive: true, force: true })
    }
    await createVault(folder, made, 'x', random, { cost: costForTestsOnly })
    expect(readdirSync(home)).toEqual(['vault'])
  })

  it('belongs to no organisation until it joins one', async () => {
    const folder = join(folderForTest(), 'vault')
    const made = { identity: newIdentity(random, THIS_EPOCH, 2), orgId: null }
    await createVault(folder, made, 'x', random, { cost: costForTestsOnly })
    const opened = await openVault(folder, 'x')
    expect(await codeOf(() => vaultIn(cabinetForTest(opened), opened))).toBe('usage')
    const orgId = random(32)
    await rewriteVault({ ...opened, orgId }, 'x', random, { cost: costForTestsOnly })
    expect(await openVault(folder, 'x')).toEqual({ ...opened, orgId })
  })

  it('of before the first release is refused in words', async () => {
    const { folder } = await madeVault()
    const plaintext = bytes('{"candor":"vault","version":1}')
    const request = { kind: 'vault', password: 'x', plaintext, random, cost: costForTestsOnly } as const
    writeFileSync(join(folder, 'vault.json'), await sealFile(request))
    await expect(openVault(folder, 'x')).rejects.toThrow(/before the first release/)
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
    expect(cabinet.file(filing(null, 'a', 'one', 'one', 'two'))).toEqual([1, null, 2])
    expect(cabinet.file(filing(bytes('a'), 'b', 'two', 'three'))).toEqual([null, 3])
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
  describe('that forgot a case', () => {
    /** Two cases with drops and things that wait, and the bytes of every row as they lay on the disk. */
    function filled() {
      const { vault, cabinet } = cabinetIn()
      cabinet.file(filing(null, 'a', 'one', 'two'))
      const spot = bytes('spot')
      cabinet.file({
        drops: [1, 2].map((number) => ({ number, spot, content: bytes(`drop of ${number}`) })),
        queue: [1, 2].map((number) => ({ place: null, number, content: bytes(`waits for ${number}`) })),
      })
      const raw = new Database(join(vault.folder, 'cases.db'), { readonly: true })
      const blobs = ['keys', 'cases', 'watches', 'drops', 'queue'].flatMap((table) =>
        raw
          .prepare(`SELECT * FROM ${table} WHERE number = 1`)
          .all()
          .flatMap((row) => Object.entries(row as object)),
      )
      raw.close()
      const rows = blobs.filter(([name]) => ['sealed', 'summary', 'content'].includes(name))
      return { vault, cabinet, rows: rows.map(([, sealed]) => Buffer.from(sealed as Uint8Array)) }
    }

    const disk = (folder: string) =>
      Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))))

    it('has not a row of it left on the disk, and all of the others', () => {
      const { vault, cabinet, rows } = filled()
      expect(rows.length).toBe(6)
      expect(rows.every((row) => disk(vault.folder).includes(row))).toBe(true)
      cabinet.purge(1)
      expect(rows.some((row) => disk(vault.folder).includes(row))).toBe(false)
      expect(cabinet.summaries()).toEqual([{ number: 2, summary: bytes('summary of two') }])
      expect([cabinet.drops(1), cabinet.drops(2)]).toEqual([[], [bytes('drop of 2')]])
      expect(cabinet.queue()).toEqual([{ place: 2, content: bytes('waits for 2') }])
    })

    it('opens no old copy of its rows, with the password either', async () => {
      const { vault, cabinet } = filled()
      cabinet.close()
      const old = join(folderForTest(), 'old.db')
      copyFileSync(join(vault.folder, 'cases.db'), old)
      cabinetForTest(vault).purge(1)
      const raw = new Database(join(vault.folder, 'cases.db'))
      raw.exec(`ATTACH '${old}' AS old`)
      for (const table of ['cases', 'watches', 'drops', 'queue'])
        raw.exec(`INSERT OR IGNORE INTO ${table} SELECT * FROM old.${table} WHERE number = 1`)
      raw.close()
      const robbed = cabinetForTest(vault)
      const reads = (['caseContent', 'summary', 'watch', 'drops'] as const).map((name) =>
        codeOf(() => robbed[name](1)),
      )
      expect(new Set(await Promise.all(reads))).toEqual(new Set(['file_damaged']))
    })

    it('does not file it again by itself, gives its number to nobody, and files it when it is granted again', () => {
      const { cabinet } = filled()
      const [, two] = [1, 2].map((number) => cabinet.caseContent(number))
      cabinet.purge(2)
      const again = { hash: p.sha256(two!), summary: two!, watch: two!, content: two! }
      expect(cabinet.isForgotten(again.hash)).toBe(true)
      expect(cabinet.file({ cases: [again] })).toEqual([null])
      expect(cabinet.file({ cases: [{ ...again, again: true }] })).toEqual([3])
      expect([cabinet.isForgotten(again.hash), cabinet.caseContent(3)]).toEqual([false, two])
    })

    it('takes nothing more that another command still writes about it', () => {
      const { cabinet } = filled()
      cabinet.purge(1)
      const late = bytes('late')
      cabinet.file({
        changes: [{ number: 1, summary: late, watch: late }],
        drops: [{ number: 1, spot: late, content: late }],
        queue: [{ place: null, number: 1, content: late }],
      })
      expect([cabinet.watch(1), cabinet.drops(1), cabinet.queue().length]).toEqual([null, [], 1])
    })

    const reads = {
      watches: (cabinet: Cabinet) => cabinet.watches(0),
      queue: (cabinet: Cabinet) => cabinet.queue().map(({ place, content }) => ({ number: place, content })),
      'drops at a place': (cabinet: Cabinet) => cabinet.dropsAt(bytes('spot')),
    }
    it.each(Object.entries(reads))(
      'while another command reads all %s lets it have those of the others',
      (_, read) => {
        const { vault, cabinet } = filled()
        const [first, second] = read(cabinet)
        let forget = () => cabinet.purge(second!.number)
        const other = openCabinet({ ...p, aeadOpen: forgettingFirst }, vault, random)
        function forgettingFirst(...args: Parameters<typeof p.aeadOpen>) {
          forget()
          forget = () => undefined
          return p.aeadOpen(...args)
        }
        expect(read(other)).toEqual([first])
        other.close()
      },
    )

    it('is told from one whose key was lost: that one is damaged, and is said to be', async () => {
      const { vault, cabinet } = filled()
      cabinet.close()
      const raw = new Database(join(vault.folder, 'cases.db'))
      raw.exec('DELETE FROM keys WHERE number = 1')
      raw.close()
      const robbed = cabinetForTest(vault)
      for (const read of Object.values(reads)) expect(await codeOf(() => read(robbed))).toBe('file_damaged')
    })

    it('leaves nothing behind when the machine stopped before the log was scrubbed', () => {
      const { vault, cabinet, rows } = filled()
      const raw = new Database(join(vault.folder, 'cases.db'))
      raw.pragma('secure_delete = ON')
      raw.exec(
        ['keys', 'cases', 'watches', 'drops', 'queue']
          .map((each) => `DELETE FROM ${each} WHERE number = 1;`)
          .join(''),
      )
      const stopped = join(folderForTest(), 'vault')
      mkdirSync(stopped)
      for (const name of ['cases.db', 'cases.db-wal'])
        copyFileSync(join(vault.folder, name), join(stopped, name))
      raw.close()
      cabinet.close()
      expect(rows.some((row) => disk(stopped).includes(row))).toBe(true)
      cabinetForTest({ ...vault, folder: stopped })
      expect(rows.some((row) => disk(stopped).includes(row))).toBe(false)
    })
  })

  it('lists ten thousand cases in less than a second', () => {
    const { cabinet } = cabinetIn()
    const cases = Array.from({ length: 10_000 }, (_, i) => {
      const text = bytes(`${i} ${'x'.repeat(400)}`)
      return { hash: p.sha256(text), summary: text, watch: text, content: text }
    })
    cabinet.file({ cases })
    const started = performance.now()
    expect(cabinet.summaries()).toHaveLength(10_000)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})
