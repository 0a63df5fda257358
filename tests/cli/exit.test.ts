import { describe, expect, test } from 'vitest'
import { exitCodeOf, hintOf } from '../../src/cli/exit.ts'
import { CandorError, type ErrorCode } from '../../src/protocol/errors.ts'

describe('the exit code', () => {
  test.each<[number, string, ErrorCode[]]>([
    [2, 'what was typed', ['usage', 'request_malformed', 'codename_wrong', 'receipt_malformed']],
    [
      3,
      'the keys',
      ['keyring_forked', 'keyring_missing', 'intake_key_wrong', 'clock_wrong', 'organisation_mismatch'],
    ],
    [
      4,
      'the network',
      ['network_unreachable', 'rate_limited', 'server_busy', 'server_failed', 'answer_malformed'],
    ],
    [5, 'the password', ['password_missing', 'password_wrong']],
    [1, 'anything else', ['file_damaged', 'open_failed', 'vault_busy', 'receipt_wrong']],
  ])('is %i for %s', (code, _, errors) => {
    for (const error of errors) expect(exitCodeOf(new CandorError(error, ''))).toBe(code)
  })

  test('is 1 for a bug', () => {
    expect(exitCodeOf(new TypeError('x'))).toBe(1)
    expect(exitCodeOf('x')).toBe(1)
  })
})

describe('the hint', () => {
  test("is the error's own before the general one", () => {
    expect(hintOf(new CandorError('usage', '', 'own'))).toBe('own')
    expect(hintOf(new CandorError('usage', ''))).toBe('see candor --help')
  })

  test('has no capital and no full stop', () => {
    const codes: ErrorCode[] = [
      'keyring_gap',
      'tip_too_long',
      'storage_damaged',
      'password_missing',
      'receipt_wrong',
    ]
    for (const code of codes) expect(hintOf(new CandorError(code, ''))).toMatch(/^[a-z].*[^.]$/)
  })
})
