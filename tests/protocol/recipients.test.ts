import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { toUtf8 } from '../../src/protocol/bytes.ts'
import { isCandorError } from '../../src/protocol/errors.ts'
import { dayText } from '../../src/protocol/time.ts'
import { encodeRecipients, LARGEST_RECIPIENTS, parseRecipients } from '../../src/protocol/wire.ts'

const id = fc.stringMatching(/^[0-9a-f]{32}$/)
const seen = fc.option(fc.nat(2_932_896).map(dayText), { nil: '' })
const answers = fc.nat(0xffff_ffff).chain((newest) =>
  fc.record({
    newest: fc.constant(newest),
    recipients: fc.uniqueArray(fc.record({ id, seen, fetched: fc.nat(newest) }), {
      selector: (each) => each.id,
      minLength: 1,
      maxLength: 64,
    }),
  }),
)

const [a, b] = ['a'.repeat(32), 'b'.repeat(32)]
const one = `{"id":"${a}","seen":"2026-11-21","fetched":3}`

describe('10.3 who has fetched what', () => {
  test.prop([answers])('is read as it was written, and fits what a client takes', (answer) => {
    const bytes = encodeRecipients(answer)
    expect(parseRecipients(bytes)).toEqual(answer)
    expect(bytes.length).toBeLessThanOrEqual(LARGEST_RECIPIENTS)
  })

  it.each([
    ['nobody', '{"newest":3,"recipients":[]}'],
    ['somebody twice', `{"newest":3,"recipients":[${one},${one}]}`],
    ['more than there is', `{"newest":2,"recipients":[${one}]}`],
    ['a day that is none', `{"newest":3,"recipients":[${one.replace('11-21', '11-31')}]}`],
    ['an id of capitals', `{"newest":3,"recipients":[${one.replace(a, a.toUpperCase())}]}`],
    ['a field too many', `{"newest":3,"recipients":[${one.replace('}', ',"name":"x"}')}]}`],
    ['another order', `{"recipients":[${one}],"newest":3}`],
    ['white space', `{"newest":3, "recipients":[${one}]}`],
    ['a number that is no batch', `{"newest":4294967296,"recipients":[${one}]}`],
    [
      'too many',
      `{"newest":3,"recipients":[${Array.from({ length: 65 }, (_, i) => one.replace(a, i.toString(16).padStart(32, '0'))).join(',')}]}`,
    ],
    ['nothing', ''],
  ])('is refused with %s', (_, text) => {
    let refusal: unknown
    try {
      parseRecipients(toUtf8(text))
    } catch (error) {
      refusal = error
    }
    expect(isCandorError(refusal, 'answer_malformed')).toBe(true)
  })

  it('is read when it is sound', () => {
    const text = `{"newest":3,"recipients":[${one},${one.replace(a, b).replace('2026-11-21', '')}]}`
    expect(parseRecipients(toUtf8(text)).recipients).toHaveLength(2)
  })
})
