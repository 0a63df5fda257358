import { describe, expect, it } from 'vitest'
import { fromHex } from '../../src/protocol/bytes.ts'
import { codenameFrom, codenameNumbers, codenameWords, parseCodename } from '../../src/protocol/codename.ts'
import { bytesOf } from '../support/arbitraries.ts'
import { outcome, refusal, resultOf, sodium } from '../support/implementations.ts'
import { deterministic } from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'

const entropy = bytesOf(16)
const code = codenameFrom(fromHex('0c1e24e5917779d297e14d45f14e1a1a'))

describe('9.1 the words of a codename', () => {
  // vectors.json of trezor/python-mnemonic, the reference code of BIP39: those of 128 bits.
  it.each([
    ['00'.repeat(16), `${'abandon '.repeat(11)}about`],
    ['7f'.repeat(16), 'legal winner thank year wave sausage worth useful legal winner thank yellow'],
    ['80'.repeat(16), 'letter advice cage absurd amount doctor acoustic avoid letter advice cage above'],
    ['ff'.repeat(16), `${'zoo '.repeat(11)}wrong`],
    [
      '7dce4ed2284c9134d026608ab684c05c',
      'lava include region explain simple omit dog slot melt reflect copy reward',
    ],
    [
      '5baf069620eff15c71dd97c9a6ee328f',
      'forum join pitch dove yellow purchase shuffle real situate danger million bunker',
    ],
    [
      '63deb1e7f0c3de56f4ab43c9d2ae6c86',
      'glow void ketchup thunder digital clock sport half six nice open artefact',
    ],
    [
      '00641669f095b433a304ed0f953f28eb',
      'about camera omit thrive forget border metal oval auto prepare sketch stomach',
    ],
  ])('BIP39 says the same of %s', (hex, words) => {
    expect(codenameFrom(fromHex(hex))).toBe(words)
    expect(parseCodename(words)).toEqual(fromHex(hex))
  })

  test.prop([entropy])('16 bytes become twelve words and come back, as words and as numbers', (bytes) => {
    const words = codenameFrom(bytes)
    expect(words.split(' ')).toHaveLength(12)
    expect(parseCodename(words)).toEqual(bytes)
    expect(codenameNumbers(words)).toMatch(/^\d{4}( \d{4}){11}$/)
    expect(parseCodename(codenameNumbers(words))).toEqual(bytes)
  })

  test.prop([entropy])(
    'the last word carries the first four bits of SHA-256, worked out by hand',
    (bytes) => {
      const [check] = sodium.sha256(bytes) as unknown as [number]
      let number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) * 16n + BigInt(check >> 4)
      const words: string[] = []
      for (let i = 0; i < 12; i++, number /= 2048n)
        words.unshift(codenameWords[Number(number % 2048n)] as string)
      expect(codenameFrom(bytes)).toBe(words.join(' '))
    },
  )

  test.prop([
    entropy,
    fc.array(fc.constantFrom(' ', '  ', '\n', '\t', ', ', '-', '. ', '\r\n', '\u00a0', ';'), {
      minLength: 13,
      maxLength: 13,
    }),
    fc.array(fc.nat(2), { minLength: 12, maxLength: 12 }),
  ])('case, spacing, commas and a mix of words and numbers do not matter', (bytes, gaps, styles) => {
    const words = codenameFrom(bytes).split(' ')
    const numbers = codenameNumbers(words.join(' ')).split(' ')
    const parts = words.map(
      (word, i) => [word, word.toUpperCase(), numbers[i] as string][styles[i] as number],
    )
    const input = gaps.map((gap, i) => gap + (parts[i] ?? '')).join('')
    expect(parseCodename(input)).toEqual(bytes)
  })

  it('digits as wide as Asian letters are digits', () => {
    const wide = codenameNumbers(code).replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))
    expect(parseCodename(wide)).toEqual(parseCodename(code))
  })

  it('the numbers go from 0001 to 2048', () => {
    expect(codenameNumbers('abandon zoo')).toBe('0001 2048')
    for (const number of ['0000', '2049', '9999', '12', '00012', '1']) {
      const input = codenameNumbers(code).replace(/^\d{4}/, number)
      expect(refusal(() => parseCodename(input))?.message).toMatch(/^word 1 /)
    }
  })

  it.each(Array.from({ length: 12 }, (_, i) => i))(
    'a word that is none is pointed out: place %d',
    (place) => {
      for (const wrong of [
        'abandom',
        'жук',
        'аbout',
        'ábandon',
        'zo',
        'able\u200b',
        '½',
        '__proto__',
        '“about',
      ]) {
        const words = code.split(' ')
        words[place] = wrong
        const { code: found, message } = refusal(() => parseCodename(words.join(' '))) ?? {}
        expect(found).toBe('codename_wrong')
        expect(message).toMatch(new RegExp(`^word ${place + 1} `))
      }
    },
  )

  it.each([
    ['nothing', ''],
    ['spaces', '   '],
    ['eleven words', code.split(' ').slice(1).join(' ')],
    ['thirteen words', `${code} about`],
    ['twice the codename', `${code} ${code}`],
    ['twenty-four words', Array<string>(24).fill('zoo').join(' ')],
    ['one run of letters', code.replaceAll(' ', '')],
    ['very much', 'zoo '.repeat(100_000)],
  ])('%s is refused', (_, input) => {
    expect(outcome(() => parseCodename(input))).toBe('codename_wrong')
  })

  test.prop([fc.string({ unit: 'binary', maxLength: 200 })])(
    'any input is a codename or refused',
    (input) => {
      expect(['accepted', 'codename_wrong']).toContain(outcome(() => parseCodename(input)))
    },
  )

  it('the message never holds a word that was typed', () => {
    const input = code.replace(/ \w+$/, ' secretword')
    expect(refusal(() => parseCodename(input))?.message).not.toContain('secretword')
  })

  it('the words: 2048 of them, sorted, each told by its first four letters', () => {
    expect(codenameWords).toHaveLength(2048)
    expect([...codenameWords].sort()).toEqual(codenameWords)
    expect(new Set(codenameWords.map((word) => word.slice(0, 4))).size).toBe(2048)
    expect(codenameWords.every((word) => /^[a-z]{3,8}$/.test(word))).toBe(true)
  })
})

describe('9.1 how many mistakes the checksum finds', () => {
  const random = deterministic('mistakes')
  const sample = Array.from({ length: 2000 }, () => {
    const words = codenameFrom(random(16)).split(' ')
    const [place, high, low] = random(3) as unknown as [number, number, number]
    return { words, place: place % 12, other: codenameWords[(high * 256 + low) % 2048] as string }
  })
  const found = (change: (each: (typeof sample)[number]) => string[]) => {
    const mistakes = sample.map((each) => ({ ...each, changed: change(each) }))
    const real = mistakes.filter(({ words, changed }) => words.join() !== changed.join())
    const caught = real.filter(({ changed }) => resultOf(() => parseCodename(changed.join(' '))) === 'thrown')
    return { real: real.length, caught: caught.length, share: caught.length / real.length }
  }

  it('another word in one place is found 15 times in 16', () => {
    const { share, ...counts } = found(({ words, place, other }) => words.with(place, other))
    expect(Math.abs(share - 15 / 16)).toBeLessThan(0.01)
    expect(counts).toMatchInlineSnapshot(`
      {
        "caught": 1865,
        "real": 2000,
      }
    `)
  })

  it('two neighbours in the wrong order are found 15 times in 16', () => {
    const { share, ...counts } = found(({ words, place }) => {
      const at = place % 11
      return words.with(at, words[at + 1] as string).with(at + 1, words[at] as string)
    })
    expect(Math.abs(share - 15 / 16)).toBeLessThan(0.012)
    expect(counts).toMatchInlineSnapshot(`
      {
        "caught": 1869,
        "real": 2000,
      }
    `)
  })

  it('a mistake that is not found is another codename, never the same one', () => {
    for (const { words, place, other } of sample.slice(0, 500)) {
      if (words[place] === other) continue
      const read = resultOf(() => parseCodename(words.with(place, other).join(' ')))
      expect(read).not.toEqual(parseCodename(words.join(' ')))
    }
  })
})
