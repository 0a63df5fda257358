import { describe, expect, it } from 'vitest'
import { enrolmentOf, newIdentity } from '../../src/desk/vault/identity.ts'
import { fromUtf8, toHex, toUtf8 } from '../../src/protocol/bytes.ts'
import { fingerprint, identityKey, orgWords, parseOrgWords } from '../../src/protocol/fingerprint.ts'
import { encodeRequest, parseRequest } from '../../src/protocol/request-file.ts'
import { codeOf, p, random } from '../intake/support.ts'
import { deterministic, THIS_EPOCH } from '../support/organisation.ts'

const identity = newIdentity(deterministic('request'), THIS_EPOCH, 2)
const { recipient, block } = enrolmentOf(p, identity)
const request = { label: 'Айгерім', id: recipient.id, identity: recipient.identity, blockBytes: block }
const bytes = encodeRequest(request)
const refusal = (text: string | Uint8Array) => {
  try {
    parseRequest(p, typeof text === 'string' ? toUtf8(text) : text)
  } catch (error) {
    return (error as Error).message
  }
  return 'accepted'
}

describe('a request to be enrolled', () => {
  it('is read as it was written', () => {
    expect(parseRequest(p, bytes)).toMatchObject(request)
    expect(parseRequest(p, bytes).block.keys).toHaveLength(2)
  })

  it('that was cut short anywhere is refused as such', () => {
    for (const length of [1, 10, 19, 100, bytes.length - 1])
      expect(refusal(bytes.subarray(0, length))).toMatch(/cut short/)
  })

  it('whose id, identity or keys are others is refused as changed', () => {
    const text = fromUtf8(bytes)
    for (const part of [request.id, request.identity, text.slice(-400, -4)]) {
      const at = text.indexOf(part) + 8
      const other = text[at] === 'a' ? 'b' : 'a'
      expect(refusal(text.slice(0, at) + other + text.slice(at + 1))).toMatch(/changed after it was made/)
    }
  })

  it('that is written in any other way, or has one field more, is refused as changed', () => {
    const text = fromUtf8(bytes)
    expect(refusal(`${text}\n`)).toMatch(/changed/)
    expect(refusal(text.replace('{', '{ '))).toMatch(/changed/)
    expect(refusal(text.replace('"label"', '"more":1,"label"'))).toMatch(/changed/)
    expect(refusal(text.replace('"Айгерім"', '""'))).toMatch(/changed/)
  })

  it('of a newer version, and any other file, are refused by name', () => {
    expect(refusal(fromUtf8(bytes).replace('"version":1', '"version":2'))).toMatch(/newer version/)
    for (const other of ['', 'a letter', '{"candor":"keyring","version":1}', '[]'])
      expect(refusal(other)).toMatch(/no request/)
    expect(refusal(new Uint8Array(200_000))).toMatch(/no request/)
  })

  it('needs a name', async () => {
    expect(await codeOf(() => encodeRequest({ ...request, label: '' }))).toBe('usage')
    expect(await codeOf(() => encodeRequest({ ...request, label: 'x'.repeat(201) }))).toBe('usage')
  })
})

describe('words', () => {
  it('of a key are other words for another person, key or kind', () => {
    const key = p.verifyingKey(identity.signing)
    const all = [
      fingerprint(p, 'identity', identityKey(identity.recipientId, key)),
      fingerprint(p, 'identity', identityKey(toHex(random(16)), key)),
      fingerprint(p, 'identity', identityKey(identity.recipientId, random(32))),
      fingerprint(p, 'root', key),
    ]
    expect(new Set(all).size).toBe(4)
    expect(all.every((words) => words.split(' ').length === 12)).toBe(true)
  })

  it('of an organisation name it as its digits do, in any case and spacing', () => {
    const org = random(32)
    const words = orgWords(org)
    for (const text of [words, words.toUpperCase(), words.replaceAll(' ', ',\n '), toHex(org)])
      expect(parseOrgWords(text)).toEqual(org)
  })

  it('that do not belong together name nobody', async () => {
    const words = orgWords(random(32)).split(' ')
    expect(await codeOf(() => parseOrgWords(words.slice(1).join(' ')))).toBe('usage')
    expect(await codeOf(() => parseOrgWords(['zzzz', ...words.slice(1)].join(' ')))).toBe('usage')
  })
})
