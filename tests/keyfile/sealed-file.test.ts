import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { costForTestsOnly as cost, type FileKind, openFile, sealFile } from '../../src/keyfile/sealed-file.ts'
import type { CandorError } from '../../src/protocol/errors.ts'

const kinds: readonly FileKind[] = ['vault', 'root', 'identity']
const MIB = 1024 * 1024
const decoder = new TextDecoder()
const encode = (text: string) => new TextEncoder().encode(text)

/** Repeatable bytes: a sealed file is a pure function of what is handed in. */
const counting = (start = 1) => {
  let next = start
  return (length: number) => Uint8Array.from({ length }, () => next++ & 255)
}

const seal = (text = 'what the vault holds', password = 'correct horse', kind: FileKind = 'vault') =>
  sealFile({ kind, password, plaintext: encode(text), random: counting(), cost })

const open = (bytes: Uint8Array, password = 'correct horse', kind: FileKind = 'vault') =>
  openFile({ kind, password, bytes })

type Fields = Record<string, object>

/** The file with some of its fields replaced, spelt as Candor spells it. */
const edited = (bytes: Uint8Array, edit: (file: Fields) => void) => {
  const file = JSON.parse(decoder.decode(bytes)) as Fields
  edit(file)
  return encode(`${JSON.stringify(file, null, 2)}\n`)
}

const anyPassword = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' })

describe('a sealed file', () => {
  test.prop([fc.constantFrom(...kinds), anyPassword, fc.uint8Array({ maxLength: 2000 })], { numRuns: 15 })(
    'opens with its password and gives back what was sealed',
    async (kind, password, plaintext) => {
      const bytes = await sealFile({ kind, password, plaintext, random: counting(), cost })
      expect(await openFile({ kind, password, bytes })).toEqual(plaintext)
    },
  )

  test('is text that says what it is and how it was sealed', async () => {
    const text = decoder.decode(await seal())
    expect(text.endsWith('}\n')).toBe(true)
    expect(JSON.parse(text)).toEqual({
      candor: 'sealed-file',
      version: 1,
      kind: 'vault',
      kdf: { name: 'argon2id', passes: 1, memory: 8 * MIB, salt: 'AQIDBAUGBwgJCgsMDQ4PEA==' },
      nonce: 'ERITFBUWFxgZGhscHR4fICEiIyQlJico',
      ciphertext: expect.any(String),
    })
  })

  test('takes its salt and its nonce from the randomness handed in, afresh each time', async () => {
    const random = counting()
    const request = { kind: 'vault', password: 'p', plaintext: encode('same'), random, cost } as const
    expect(await sealFile(request)).not.toEqual(await sealFile(request))
  })

  test('opens when the password was typed as composed or as decomposed letters', async () => {
    const bytes = await seal('x', 'қайың é й'.normalize('NFD'))
    expect(await open(bytes, 'қайың é й'.normalize('NFC'))).toEqual(encode('x'))
  })

  test('does not take a look-alike password for the right one', async () => {
    await expect(open(await seal('x', 'file'), 'ﬁle')).rejects.toMatchObject({ code: 'password_wrong' })
  })
})

describe('a sealed file refuses', () => {
  const sealed = seal()

  test.prop([anyPassword.filter((password) => password !== 'correct horse')], { numRuns: 10 })(
    'any other password, and says no more than that',
    async (password) => {
      await expect(open(await sealed, password)).rejects.toMatchObject({
        code: 'password_wrong',
        message: 'the password does not open this file, or the file was altered',
      })
    },
  )

  test.prop([fc.nat(), fc.integer({ min: 0, max: 7 })], { numRuns: 150 })(
    'any flipped bit',
    async (at, bit) => {
      const bytes = Uint8Array.from(await sealed)
      const index = at % bytes.length
      bytes[index] = (bytes[index] as number) ^ (1 << bit)
      const refused = await open(bytes).then(
        () => 'opened',
        (error: CandorError) => error.code,
      )
      expect(['file_damaged', 'password_wrong']).toContain(refused)
    },
  )

  test('every truncation', async () => {
    const bytes = await sealed
    for (let length = 0; length < bytes.length; length++) {
      await expect(open(bytes.subarray(0, length))).rejects.toMatchObject({ code: 'file_damaged' })
    }
  })

  test.prop([fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json().map(encode))])(
    'anything that is not a sealed file, naming what was wanted',
    async (bytes) => {
      await expect(open(bytes)).rejects.toMatchObject({
        code: 'file_damaged',
        message: 'this is not a whole vault file',
      })
    },
  )

  test.each<[string, (text: string) => string]>([
    ['a byte order mark', (text) => `\uFEFF${text}`],
    ['a second line end', (text) => `${text}\n`],
    ['Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
    ['another indentation', (text) => JSON.stringify(JSON.parse(text))],
    ['a number spelt otherwise', (text) => text.replace('"version": 1', '"version": 1.0')],
    ['an escaped letter', (text) => text.replace('"vault"', '"\\u0076ault"')],
    ['a field twice', (text) => text.replace('{\n', '{\n  "version": 1,\n')],
    ['base64 without padding', (text) => text.replace('==', '')],
    ['base64 with stray bits', (text) => text.replace('PEA==', 'PEB==')],
  ])('%s, though it means the same', async (_, respell) => {
    const bytes = encode(respell(decoder.decode(await sealed)))
    await expect(open(bytes)).rejects.toMatchObject({ code: 'file_damaged' })
  })

  test.each<[string, unknown]>([
    ['too many passes', { passes: 17 }],
    ['no passes', { passes: 0 }],
    ['too much memory', { memory: 1024 * MIB + 1024 }],
    ['too little memory', { memory: 8 * MIB - 1024 }],
    ['a part of a KiB', { memory: 8 * MIB + 1 }],
    ['another derivation', { name: 'scrypt' }],
    ['a number in words', { passes: '1' }],
  ])('%s before it spends any memory', async (_, change) => {
    const bytes = edited(await sealed, (file) => Object.assign(file['kdf'] ?? {}, change))
    await expect(open(bytes)).rejects.toMatchObject({ code: 'file_damaged' })
  })

  test('a surplus field', async () => {
    const bytes = edited(await sealed, (file) => Object.assign(file, { note: 'hello' }))
    await expect(open(bytes)).rejects.toMatchObject({ code: 'file_damaged' })
  })

  test('another kind, by name', async () => {
    await expect(open(await sealed, 'correct horse', 'root')).rejects.toMatchObject({
      code: 'file_damaged',
      message: 'this is a file of the kind "vault", and one of the kind "root key" is needed',
    })
  })

  test('a kind that was painted over', async () => {
    const bytes = edited(await sealed, (file) => Object.assign(file, { kind: 'root' }))
    await expect(open(bytes, 'correct horse', 'root')).rejects.toMatchObject({ code: 'password_wrong' })
  })

  test('a newer version, and says so', async () => {
    const bytes = edited(await sealed, (file) => Object.assign(file, { version: 2 }))
    await expect(open(bytes)).rejects.toMatchObject({
      code: 'file_damaged',
      message: 'this vault file was written by a newer Candor',
    })
  })

  test('an empty password on both sides', async () => {
    await expect(seal('x', '')).rejects.toMatchObject({ code: 'password_missing' })
    await expect(open(await sealed, '')).rejects.toMatchObject({ code: 'password_missing' })
  })

  test('a cost out of bounds when sealing, which is a bug', async () => {
    const request = { kind: 'vault', password: 'p', plaintext: encode(''), random: counting() } as const
    await expect(sealFile({ ...request, cost: { passes: 1, memory: 1024 } })).rejects.toThrow(RangeError)
  })
})
