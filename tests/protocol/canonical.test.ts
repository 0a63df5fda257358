import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { concat, equal, fromBase64, toBase64, toUtf8 } from '../../src/protocol/bytes.ts'
import {
  base64Of,
  encodeCanonical,
  hexOf,
  list,
  ordered,
  parseCanonical,
  slug,
  text,
  whole,
} from '../../src/protocol/canonical.ts'
import { anyText, bytesUpTo } from '../support/arbitraries.ts'
import { patched, resultOf } from '../support/implementations.ts'
import { fc, test } from '../support/property.ts'

const schema = v.strictObject({
  name: text(300),
  count: whole(0, Number.MAX_SAFE_INTEGER),
  flag: v.boolean(),
  list: list(v.strictObject({ id: slug, key: base64Of(3), mark: hexOf(2) }), 0, 5),
})
const read = (json: string | Uint8Array) =>
  parseCanonical(schema, typeof json === 'string' ? toUtf8(json) : json)

const item = fc.record({
  id: fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/),
  key: fc.constantFrom('AAAA', '+/+/', 'abcd'),
  mark: fc.stringMatching(/^[0-9a-f]{4}$/),
})
const document = fc.record(
  {
    name: anyText(),
    count: fc.maxSafeNat(),
    flag: fc.boolean(),
    list: fc.array(item, { maxLength: 5 }),
  },
  { noNullPrototype: true },
)
const inOrder = ({
  name,
  count,
  flag,
  list,
}: {
  name: string
  count: number
  flag: boolean
  list: unknown[]
}) => ({
  name,
  count,
  flag,
  list: (list as { id: string; key: string; mark: string }[]).map(({ id, key, mark }) => ({ id, key, mark })),
})
const PLAIN = '{"name":"Anna","count":10,"flag":true,"list":[{"id":"a","key":"AAAA","mark":"00ff"}]}'

describe('3 canonical JSON', () => {
  test.prop([document])(
    'what is written is read back, and writing it again gives the same bytes',
    (value) => {
      const bytes = encodeCanonical(inOrder(value))
      const parsed = parseCanonical(schema, bytes)
      expect(parsed).toEqual(inOrder(value))
      expect(encodeCanonical(parsed)).toEqual(bytes)
    },
  )

  test.prop([document, fc.nat(), fc.nat(255)])(
    'a changed byte gives another value or is refused: never the same value again',
    (value, place, byte) => {
      const bytes = encodeCanonical(inOrder(value))
      const changed = patched(bytes, place % bytes.length, Uint8Array.of(byte))
      const parsed = parseCanonical(schema, changed)
      if (parsed !== null) expect(equal(encodeCanonical(parsed), changed)).toBe(true)
      if (!equal(changed, bytes)) expect(parsed).not.toEqual(inOrder(value))
    },
  )

  test.prop([document, fc.nat(), fc.constantFrom(' ', '\n', '\t', '\r', '\u00a0', '\ufeff', ',', '0')])(
    'an added character gives another value or is refused',
    (value, place, extra) => {
      const json = JSON.stringify(inOrder(value))
      const at = place % (json.length + 1)
      const changed = json.slice(0, at) + extra + json.slice(at)
      expect(read(changed)).not.toEqual(inOrder(value))
    },
  )

  test.prop([bytesUpTo(60)])('random bytes are refused and nothing is thrown', (bytes) => {
    expect(parseCanonical(schema, bytes)).toBeNull()
  })

  it('reads the plain spelling', () => {
    expect(read(PLAIN)).toMatchObject({ name: 'Anna', count: 10, flag: true })
  })

  it.each([
    ['white space before', ` ${PLAIN}`],
    ['white space behind', `${PLAIN}\n`],
    ['white space inside', PLAIN.replace(',', ', ')],
    ['other order of fields', PLAIN.replace('"name":"Anna","count":10', '"count":10,"name":"Anna"')],
    ['other order in an item', PLAIN.replace('"id":"a","key":"AAAA"', '"key":"AAAA","id":"a"')],
    ['a field twice, alike', PLAIN.replace('"count":10', '"count":10,"count":10')],
    ['a field twice, the last one counting', PLAIN.replace('"count":10', '"count":11,"count":10')],
    ['an unknown field', PLAIN.replace('"count"', '"more":1,"count"')],
    ['an unknown field in an item', PLAIN.replace('"key"', '"more":1,"key"')],
    ['a field named like the prototype', PLAIN.replace('"count"', '"__proto__":{},"count"')],
    ['a field named like its constructor', PLAIN.replace('"count"', '"constructor":1,"count"')],
    ['a field named like a method', PLAIN.replace('"count"', '"toString":1,"count"')],
    ['a missing field', PLAIN.replace('"flag":true,', '')],
    ['a null field', PLAIN.replace('true', 'null')],
    ['10.0', PLAIN.replace(':10', ':10.0')],
    ['1e1', PLAIN.replace(':10', ':1e1')],
    ['1E1', PLAIN.replace(':10', ':1E1')],
    ['010', PLAIN.replace(':10', ':010')],
    ['+10', PLAIN.replace(':10', ':+10')],
    ['-0', PLAIN.replace(':10', ':-0')],
    ['-10', PLAIN.replace(':10', ':-10')],
    ['10.5', PLAIN.replace(':10', ':10.5')],
    ['a number beyond the exact ones', PLAIN.replace(':10', ':9007199254740993')],
    ['an infinite number', PLAIN.replace(':10', ':1e999')],
    ['a number as text', PLAIN.replace(':10', ':"10"')],
    ['an escaped letter', PLAIN.replace('Anna', '\\u0041nna')],
    ['an escaped slash', PLAIN.replace('Anna', 'A\\/a')],
    ['capital escape digits', PLAIN.replace('Anna', '\\u001F')],
    ['an escape with a shorter one', PLAIN.replace('Anna', '\\u000a')],
    ['an escaped pair of surrogates', PLAIN.replace('Anna', '\\ud83d\\ude00')],
    ['an escaped lone surrogate', PLAIN.replace('Anna', '\\ud83d')],
    ['an escaped key', PLAIN.replace('"name"', '"n\\u0061me"')],
    ['capital hexadecimal', PLAIN.replace('00ff', '00FF')],
    ['base64 without its last bits zero', PLAIN.replace('AAAA', 'AAB=')],
    ['base64 of another alphabet', PLAIN.replace('AAAA', '-_-_')],
    ['base64 with a space', PLAIN.replace('AAAA', 'AA AA')],
    ['a comment', PLAIN.replace('{', '{/**/')],
    ['a comma too many', PLAIN.replace('}]}', '}],}')],
    ['single quotes', PLAIN.replaceAll('"', "'")],
    ['two documents', PLAIN + PLAIN],
    ['a byte order mark', `\ufeff${PLAIN}`],
    ['a zero behind', `${PLAIN}\u0000`],
    ['a list instead', `[${PLAIN}]`],
    ['nothing', ''],
  ])('%s is refused', (_, json) => {
    expect(read(json)).toBeNull()
  })

  it('the plain spelling of what the refused ones mean is accepted', () => {
    for (const name of ['A/a', '\\u001f', '\\n', '😀', '\\"', '\\\\', '\u2028', '\u007f']) {
      expect(read(PLAIN.replace('Anna', name))).not.toBeNull()
    }
  })

  it.each([
    ['a stray byte', [0xff]],
    ['a cut sequence', [0xd0]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['an encoded surrogate', [0xed, 0xa0, 0x80]],
    ['a number beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
  ])('text that is not UTF-8 is refused: %s', (_, bytes) => {
    const [before, behind] = PLAIN.split('Anna').map(toUtf8) as [Uint8Array, Uint8Array]
    expect(read(concat(before, Uint8Array.from(bytes), behind))).toBeNull()
  })

  it('what is written with a lone surrogate cannot be read', () => {
    expect(read(encodeCanonical({ ...JSON.parse(PLAIN), name: '\ud83d' }))).toBeNull()
  })

  it('text is kept as it is: no normal form is chosen for the writer', () => {
    for (const name of ['é', 'e\u0301', 'Å', '\u212b', 'й', 'и\u0306', '\u200f', '\u0000']) {
      const bytes = encodeCanonical({ ...JSON.parse(PLAIN), name })
      expect(read(bytes)?.name).toBe(name)
    }
  })

  it('lengths of text are counted in bytes of UTF-8', () => {
    const schema = text(8, 4)
    for (const [value, holds] of [
      ['жжжж', true],
      ['жжжжж', false],
      ['ж', false],
      ['жж', true],
      ['12345678', true],
      ['123456789', false],
      ['😀😀', true],
      ['😀😀1', false],
    ] as const) {
      expect(v.is(schema, value)).toBe(holds)
    }
  })

  test.prop(
    [
      fc.constantFrom(1, 2, 3, 31, 32, 64),
      fc.integer({ min: -2, max: 2 }),
      fc.nat(),
      fc.constantFrom(...Array.from('AQgwZz9+/=-_ \n')),
    ],
    {
      numRuns: 1000,
    },
  )('bytes as base64 are exactly what decodes to that many of them', (length, more, place, character) => {
    const right = toBase64(new Uint8Array(Math.max(0, length + more)).fill(place))
    const at = place % (right.length + 1)
    for (const value of [right, right.slice(0, at) + character + right.slice(at + 1)]) {
      const decoded = resultOf(() => fromBase64(value))
      expect(v.is(base64Of(length), value)).toBe(decoded !== 'thrown' && decoded.length === length)
    }
  })

  test.prop([fc.subarray(['a', 'b', 'c', 'd', 'e']), fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e', 'x'])])(
    'a choice is in the order of what it is chosen from, each once',
    (right, any) => {
      const order = ['a', 'b', 'c', 'd', 'e']
      expect(ordered(right, order)).toBe(true)
      expect(ordered(any, order)).toBe(!any.includes('x') && any.join() === [...any].sort().join())
      if (right.length > 0) expect(ordered([...right, right.at(-1) as string], order)).toBe(false)
    },
  )

  it.each(['', '-a', 'A', '1a', 'a_b', 'a b', 'a\n', 'ä', 'a'.repeat(33), 'a/b'])(
    '“%s” is no name',
    (name) => {
      expect(v.is(slug, name)).toBe(false)
    },
  )
})
