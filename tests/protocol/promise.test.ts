import { describe, expect, it } from 'vitest'
import { fromHex, toBase64, toHex, toUtf8 } from '../../src/protocol/bytes.ts'
import { type Promised, promiseFrom, signPromise, verifyPromise } from '../../src/protocol/promise.ts'
import { parseDay } from '../../src/protocol/time.ts'
import { bytesOf } from '../support/arbitraries.ts'
import { flipped, implementations, noble, outcome, sodium } from '../support/implementations.ts'
import { TODAY } from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'
import { noteKeyId, readNote, verifyNote } from '../support/signed-note.ts'

const promised = fc.record({
  orgId: bytesOf(32),
  envelope: bytesOf(32),
  tag: bytesOf(32),
  day: fc.integer({ min: 0, max: parseDay('9999-12-31') }),
})
const seed = new Uint8Array(32).fill(5)
const key = sodium.verifyingKey(seed)
const otherKey = sodium.verifyingKey(new Uint8Array(32).fill(6))
const one: Promised = {
  orgId: new Uint8Array(32).fill(1),
  envelope: new Uint8Array(32).fill(2),
  tag: new Uint8Array(32).fill(3),
  day: TODAY,
}
const note = signPromise(sodium, one, seed)
const verdict = (text: string, keys = [key]) => outcome(() => verifyPromise(sodium, text, keys))
const REFUSED = ['receipt_malformed', 'receipt_wrong']

describe('8.2 the promise', () => {
  test.prop([promised, bytesOf(32)], { numRuns: 30 })(
    'is the same text from both, is read back, and says it again in the same bytes',
    (promised, seed) => {
      const note = signPromise(sodium, promised, seed)
      expect(signPromise(noble, promised, seed)).toBe(note)
      for (const { p } of implementations) {
        expect(verifyPromise(p, note, [otherKey, p.verifyingKey(seed)])).toEqual(promised)
      }
      expect(promiseFrom(toUtf8(note))).toBe(note)
    },
  )

  test.prop([promised, bytesOf(32)], { numRuns: 30 })(
    'is a C2SP signed note for a reader that knows nothing of Candor',
    (promised, seed) => {
      const { text, signatures } = readNote(signPromise(sodium, promised, seed))
      const key = sodium.verifyingKey(seed)
      expect(signatures).toHaveLength(1)
      const [{ name, keyId, signature }] = signatures as [(typeof signatures)[number]]
      expect(name).toBe(`candor/${toHex(promised.orgId).slice(0, 16)}`)
      expect(keyId).toEqual(noteKeyId(name, key))
      expect(verifyNote(text, signature, key)).toBe(true)
      expect(text.split('\n').slice(0, 4)).toEqual([
        'candor promise v1',
        `organisation ${toHex(promised.orgId)}`,
        `envelope ${toHex(promised.envelope)}`,
        `tag ${toHex(promised.tag)}`,
      ])
    },
  )

  it('any one character left out, doubled or changed is refused', () => {
    for (let at = 0; at < note.length; at++) {
      const [before, behind] = [note.slice(0, at), note.slice(at + 1)]
      expect(REFUSED).toContain(verdict(before + behind))
      expect(REFUSED).toContain(verdict(before + note[at] + note[at] + behind))
      for (const other of ['0', 'a', 'A', ' ', '\n', '=']) {
        if (other !== note[at]) expect(REFUSED).toContain(verdict(before + other + behind))
      }
    }
  })

  test.prop([fc.nat(), fc.string({ unit: 'binary', minLength: 1, maxLength: 3 })])(
    'any text put in is refused',
    (place, extra) => {
      const at = place % (note.length + 1)
      expect(REFUSED).toContain(verdict(note.slice(0, at) + extra + note.slice(at)))
    },
  )

  test.prop([promised, fc.constantFrom('orgId', 'envelope', 'tag'), fc.nat()], { numRuns: 30 })(
    'the signature of one promise does not hold for another',
    (promised, field, bit) => {
      const line = (text: string) => text.slice(text.indexOf('\n\n'))
      const other = { ...promised, [field]: flipped(promised[field], bit) }
      const [text, signed] = [signPromise(sodium, other, seed), signPromise(sodium, promised, seed)]
      const mixed = text.slice(0, text.indexOf('\n\n')) + line(signed)
      expect(REFUSED).toContain(verdict(mixed))
      const later = { ...promised, day: (promised.day + 1) % 20_000 }
      const dated = signPromise(sodium, later, seed)
      expect(verdict(dated.slice(0, dated.indexOf('\n\n')) + line(signed))).toBe('receipt_wrong')
    },
  )

  it('another log key is refused, and so is none', () => {
    expect(verdict(note)).toBe('accepted')
    expect(verdict(note, [otherKey, key])).toBe('accepted')
    expect(verdict(note, [otherKey])).toBe('receipt_wrong')
    expect(verdict(note, [])).toBe('receipt_wrong')
  })

  it('the right signature under the id of another key is refused', () => {
    const { text, signatures } = readNote(note)
    const [{ name, signature }] = signatures as [(typeof signatures)[number]]
    const forged = `${text}\n— ${name} ${toBase64(Buffer.concat([noteKeyId(name, otherKey), signature]))}\n`
    expect(verdict(forged, [key, otherKey])).toBe('receipt_wrong')
  })

  it.each([
    ['nothing', ''],
    ['another title', note.replace('v1', 'v2')],
    ['a day that is none', note.replace('2026-11-21', '2026-11-31')],
    ['a day before 1970', note.replace('2026-11-21', '1969-12-31')],
    ['capital digits', note.replace(/0101/, '0A01')],
    ['line ends of another system', note.replaceAll('\n', '\r\n')],
    ['a second signature line', note + note.slice(note.indexOf('—'))],
    ['no signature line', note.slice(0, note.indexOf('—'))],
    ['another signer’s name', note.replace('candor/01', 'candor/02')],
    ['a hyphen for the dash', note.replace('—', '-')],
    ['a short signature', note.replace(/[A-Za-z0-9+/]{8}(=*\n)$/, '$1')],
    ['a mark before it', `\ufeff${note}`],
    ['white space before it', ` ${note}`],
  ])('%s is no receipt', (_, text) => {
    expect(verdict(text)).toBe('receipt_malformed')
  })

  it('bytes that are not text are no receipt', () => {
    const bytes = toUtf8(note)
    expect(verdict(promiseFrom(bytes.with(30, 0xff)))).toBe('receipt_malformed')
    expect(verdict(promiseFrom(fromHex('ffff')))).toBe('receipt_malformed')
  })
})
