import { describe, expect, it } from 'vitest'
import { isCandorError } from '../../src/protocol/errors.ts'
import { loadSodium } from '../../src/protocol/primitives/sodium.ts'
import { draftFrom, parseTipInput } from '../../src/source/draft.ts'
import { makeOrganisation } from '../support/organisation.ts'

const p = await loadSodium()
const { keyring, people } = makeOrganisation(p, {
  people: 3,
  desks: ['main', 'north'],
  at: [['main'], ['north'], ['main', 'north']],
})

function refusal(work: () => unknown) {
  try {
    work()
  } catch (error) {
    if (isCandorError(error)) return error
  }
  return undefined
}

describe('a tip as a person writes it down', () => {
  it('names desks and people by id or by label, in any order, and repeats do no harm', () => {
    const draft = draftFrom(
      keyring,
      parseTipInput({
        desks: ['north', 'main', 'north'],
        exclude: ['Person 3', people[0]!.id],
        answers: { what: 'x' },
      }),
    )
    expect(draft.desks).toEqual(['main', 'north'])
    expect(draft.exclude).toEqual([people[0]!.id, people[2]!.id])
  })

  it('keeps every letter of every answer, in the order of the questions', () => {
    const what = 'Ақша ұрлығы\n\n«мың» 👩‍👩‍👧 \u202eabc\u0000'
    const draft = draftFrom(
      keyring,
      parseTipInput({ desks: ['main'], answers: { who: ['Ә', '', 'Б'], what } }),
    )
    expect(draft.answers).toEqual([
      { id: 'what', n: 0, text: what },
      { id: 'who', n: 0, text: 'Ә' },
      { id: 'who', n: 2, text: 'Б' },
    ])
  })

  it('speaks the first language of the keyring unless told', () => {
    const input = { desks: ['main'], answers: { what: 'x' } }
    expect(draftFrom(keyring, parseTipInput(input)).language).toBe('en')
    expect(draftFrom(keyring, parseTipInput({ ...input, language: 'kk' })).language).toBe('kk')
  })

  it.each([[{ desks: ['south'] }], [{ exclude: ['Person 9'] }], [{ escalate: ['south'] }]])(
    'refuses names that the organisation does not have, and says which there are: %j',
    (change) => {
      const error = refusal(() =>
        draftFrom(keyring, parseTipInput({ desks: ['main'], answers: { what: 'x' }, ...change })),
      )
      expect(error?.code).toBe('recipient_unknown')
      expect(error?.hint).toMatch(/“main”|“Person 1”/)
    },
  )

  it.each([
    [undefined],
    [null],
    ['x'],
    [[]],
    [{}],
    [{ desks: ['main'] }],
    [{ desks: 'main', answers: { what: 'x' } }],
    [{ desks: ['main'], answers: { what: 3 } }],
    [{ desks: ['main'], answers: { what: 'x' }, excluded: ['Person 1'] }],
  ])('refuses what is not a tip, a misspelt field too: %j', (json) => {
    expect(refusal(() => parseTipInput(json))?.code).toBe('tip_malformed')
  })
})
