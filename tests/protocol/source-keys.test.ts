import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/protocol/bytes.ts'
import { caseName } from '../../src/protocol/case-name.ts'
import { codenameWords } from '../../src/protocol/codename.ts'
import { receiptTag } from '../../src/protocol/receipt.ts'
import { deriveSourceKeys, type SourceKeys } from '../../src/protocol/source-keys.ts'
import { bytesOf } from '../support/arbitraries.ts'
import { flipped, implementations, noble, sodium } from '../support/implementations.ts'
import { deterministic } from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'

const all = (keys: SourceKeys) => Object.values(keys).map(toHex)

describe('9.2 the keys of a source', () => {
  test.prop([bytesOf(16), bytesOf(32)])(
    'are the same in both, 32 bytes each, and all different',
    (entropy, org) => {
      const keys = deriveSourceKeys(sodium, entropy, org)
      expect(deriveSourceKeys(noble, entropy, org)).toEqual(keys)
      expect(Object.keys(keys)).toEqual(['signing', 'sealing', 'thread', 'receipt'])
      expect(Object.values(keys).map(({ length }) => length)).toEqual([32, 32, 32, 32])
      expect(new Set(all(keys)).size).toBe(4)
    },
  )

  test.prop([bytesOf(16), bytesOf(32), fc.nat(), fc.nat()])(
    'one bit of the codename or of the organisation changes every one of them',
    (entropy, org, bit, orgBit) => {
      const keys = all(deriveSourceKeys(sodium, entropy, org))
      const others = [
        ...all(deriveSourceKeys(sodium, flipped(entropy, bit), org)),
        ...all(deriveSourceKeys(sodium, entropy, flipped(org, orgBit))),
      ]
      expect(new Set([...keys, ...others]).size).toBe(12)
    },
  )
})

describe('8.1 the receipt tag', () => {
  test.prop([bytesOf(16), bytesOf(32), bytesOf(32), fc.nat()])(
    'only the codename’s holder makes it, and for one envelope only',
    (entropy, org, hash, bit) => {
      const tag = receiptTag(sodium, deriveSourceKeys(sodium, entropy, org), hash)
      expect(tag).toHaveLength(32)
      expect(receiptTag(noble, deriveSourceKeys(noble, entropy, org), hash)).toEqual(tag)
      const others = [
        receiptTag(sodium, deriveSourceKeys(sodium, flipped(entropy, bit), org), hash),
        receiptTag(sodium, deriveSourceKeys(sodium, entropy, flipped(org, bit)), hash),
        receiptTag(sodium, deriveSourceKeys(sodium, entropy, org), flipped(hash, bit)),
      ]
      for (const other of others) expect(other).not.toEqual(tag)
    },
  )
})

describe('9.3 the name of a case', () => {
  test.prop([bytesOf(32)])('is two of the codename words, the same in both', (hash) => {
    const name = caseName(sodium, hash)
    expect(caseName(noble, hash)).toBe(name)
    const words = name.split('-')
    expect(words).toHaveLength(2)
    expect(words.every((word) => codenameWords.includes(word))).toBe(true)
  })

  it('every word comes up in both places, about equally often', () => {
    const random = deterministic('names')
    const names = Array.from({ length: 20_000 }, () => caseName(noble, random(32)).split('-'))
    for (const place of [0, 1]) {
      const counts = new Map<string, number>()
      for (const words of names) {
        const word = words[place] as string
        counts.set(word, (counts.get(word) ?? 0) + 1)
      }
      expect(counts.size).toBeGreaterThan(2040)
      expect(Math.max(...counts.values())).toBeLessThan(35)
    }
    expect(new Set(names.map((words) => words.join('-'))).size).toBeGreaterThan(19_900)
    expect(implementations).toHaveLength(2)
  })
})
