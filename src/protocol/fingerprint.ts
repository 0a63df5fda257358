import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { type Bytes, concat, fromHex, label } from './bytes.ts'
import { CandorError } from './errors.ts'
import type { Digests } from './primitives/primitives.ts'

/** Enough that nobody finds another key with the same words. */
const FINGERPRINT = 16

/**
 * Twelve words for a key, to compare over another channel (docs/protocol.md, 4.2).
 * @param key for a recipient `id 16 ‖ identity 32`, see {@link identityKey}; for a root its Ed25519 key
 */
export const fingerprint = (p: Digests, kind: 'identity' | 'root' | 'recovery', key: Bytes): string =>
  entropyToMnemonic(p.sha256(concat(label(`fingerprint/${kind}`), key)).subarray(0, FINGERPRINT), wordlist)

/** What the words of a recipient stand for: who they are, and the key that they sign with. */
export const identityKey = (id: string, identity: Bytes): Bytes => concat(fromHex(id), identity)

/** An organisation as 24 words (docs/protocol.md, 4.2). */
export const orgWords = (orgId: Bytes): string => entropyToMnemonic(orgId, wordlist)

const ORG_WORDS = 24

/**
 * The organisation that 64 lower-case hexadecimal digits or 24 words name, the words in any case and spacing.
 * @returns 32 bytes
 * @throws `usage`
 */
export function parseOrgWords(text: string): Bytes {
  if (/^[0-9a-f]{64}$/.test(text)) return fromHex(text)
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .split(/[\s,.;-]+/)
    .filter((word) => word !== '')
  if (words.length !== ORG_WORDS)
    throw wrong('an organisation is named by 64 hexadecimal digits or by 24 words')
  const unknown = words.findIndex((word) => !wordlist.includes(word))
  if (unknown >= 0)
    throw wrong(`word ${unknown + 1} of the organisation is not one of the words that are used`)
  try {
    return mnemonicToEntropy(words.join(' '), wordlist)
  } catch {
    throw wrong('these 24 words do not belong together')
  }
}

const wrong = (message: string) =>
  new CandorError('usage', message, 'copy them from the organisation’s own publication')
