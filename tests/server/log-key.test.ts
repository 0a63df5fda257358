import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fromHex, toBase64, toHex } from '../../src/protocol/bytes.ts'
import { noble } from '../../src/protocol/primitives/noble.ts'
import { openLogKey } from '../../src/server/log-key.ts'
import { loadNativeNotary } from '../../src/server/native.ts'
import { codeOf, folderForTest, random } from '../intake/support.ts'

describe('server.key', () => {
  it('is made once, for the owner alone, and read again', () => {
    const folder = join(folderForTest(), 'data')
    const seed = openLogKey(folder)
    expect(seed).toHaveLength(32)
    expect(openLogKey(folder)).toEqual(seed)
    expect(readFileSync(join(folder, 'server.key'), 'latin1')).toBe(`${toBase64(seed)}\n`)
    expect(statSync(join(folder, 'server.key')).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['server.key'])
  })

  it.each(['', 'x', 'AAAA\n', `${toBase64(new Uint8Array(33))}\n`, ` ${toBase64(new Uint8Array(32))}`])(
    'that is damaged is left as it is: %j',
    async (text) => {
      const folder = folderForTest()
      writeFileSync(join(folder, 'server.key'), text)
      expect(await codeOf(() => openLogKey(folder))).toBe('file_damaged')
      expect(readFileSync(join(folder, 'server.key'), 'latin1')).toBe(text)
    },
  )

  it('that is a link to nothing is explained, and nothing is left beside it', async () => {
    const folder = folderForTest()
    symlinkSync(join(folder, 'gone'), join(folder, 'server.key'))
    expect(await codeOf(() => openLogKey(folder))).toBe('file_unreadable')
    expect(readdirSync(folder)).toEqual(['server.key'])
  })

  it('that is a link to a key is read', () => {
    const folder = folderForTest()
    const seed = openLogKey(join(folder, 'elsewhere'))
    symlinkSync(join(folder, 'elsewhere', 'server.key'), join(folder, 'server.key'))
    expect(openLogKey(folder)).toEqual(seed)
  })

  it('that cannot be made is explained', async () => {
    const folder = folderForTest()
    writeFileSync(join(folder, 'data'), '')
    expect(await codeOf(() => openLogKey(join(folder, 'data')))).toBe('file_unreadable')
  })
})

describe('the platform’s own cryptography', () => {
  it('makes the same bytes as the protocol’s', async () => {
    const native = await loadNativeNotary()
    for (let i = 0; i < 20; i++) {
      const [seed, data] = [random(32), random(i * 7)]
      expect(toHex(native.sign(seed, data))).toBe(toHex(noble.sign(seed, data)))
      expect(native.verifyingKey(seed)).toEqual(noble.verifyingKey(seed))
      expect(native.verify(noble.verifyingKey(seed), data, native.sign(seed, data))).toBe(true)
      expect(toHex(native.sha256(data))).toBe(toHex(noble.sha256(data)))
      expect(toHex(native.hmacSha256(seed, data))).toBe(toHex(noble.hmacSha256(seed, data)))
    }
    // RFC 8032, 7.1, test 1
    const seed = fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')
    expect(toHex(native.sign(seed, new Uint8Array()))).toMatch(/^e5564300c360ac72/)
  })
})
