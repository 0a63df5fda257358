import { describe, expect, test } from 'vitest'
import { findNamed, inWords } from '../../src/cli/cases/people.ts'

const people = [
  { id: 'a1'.repeat(16), label: ['Aigerim', 'Айгерим', 'Айгерім'] },
  { id: 'da'.repeat(16), label: ['Daniyar A.', 'Данияр А.', 'Данияр А.'] },
  { id: 'db'.repeat(16), label: ['Daniyar B.', 'Данияр Б.', 'Данияр Б.'] },
  { id: 'ad'.repeat(16), label: ['Dan', 'Дан', 'Дан'] },
]
const found = (text: string) => findNamed(people, text, 'colleague').label[0]

describe('a person', () => {
  test.each([
    ['Aigerim', 'Aigerim'],
    ['aig', 'Aigerim'],
    ['АЙГЕРІМ', 'Aigerim'],
    ['Айгері\u043c', 'Aigerim'],
    [' daniyar b', 'Daniyar B.'],
    ['данияр а', 'Daniyar A.'],
    ['a1a1a1a1', 'Aigerim'],
    ['db'.repeat(16), 'Daniyar B.'],
  ])('is found as %j', (text, name) => {
    expect(found(text)).toBe(name)
  })

  test('whose whole name begins that of others is meant by it', () => {
    expect(found('dan')).toBe('Dan')
  })

  test('is not guessed among several', () => {
    expect(() => found('daniyar')).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: '“daniyar” may be Daniyar A. or Daniyar B.',
        hint: 'write more of the name',
      }),
    )
  })

  test.each(['', ' ', 'gerim', 'a1', 'x'])('is not found as %j, and all are named', (text) => {
    expect(() => found(text)).toThrow(
      expect.objectContaining({ hint: 'there is Aigerim, Daniyar A., Daniyar B. and Dan' }),
    )
  })
})

test('names are listed as people say them', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((names) => inWords(names))).toEqual([
    'nobody',
    'a',
    'a and b',
    'a, b and c',
  ])
})
