import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import type { Bytes } from './bytes.ts'
import { CandorError } from './errors.ts'

/** Bytes of randomness in a codename. */
export const CODENAME_ENTROPY = 16
const CODENAME_WORDS = 12

/** The words a codename is made of, for completing and pointing out wrong ones. */
export const codenameWords: readonly string[] = wordlist

/** Twelve English words for 16 random bytes: BIP39 with its checksum (docs/protocol.md, 9.1). */
export const codenameFrom = (entropy: Bytes): string => entropyToMnemonic(entropy, wordlist)

/** The same codename as twelve numbers from 0001 to 2048, for people who do not read Latin script. */
export const codenameNumbers = (words: string): string =>
  words
    .split(' ')
    .map((word) => String(wordlist.indexOf(word) + 1).padStart(4, '0'))
    .join(' ')

/**
 * The 16 bytes behind a codename, given as words or as numbers, in any case and spacing.
 * @throws `codename_wrong`, naming the first place that is not one of the words.
 */
export function parseCodename(input: string): Bytes {
  const words = input
    .normalize('NFKD')
    .toLowerCase()
    .split(/[\s,.;-]+/)
    .filter((part) => part !== '')
    .map(toWord)
  if (words.length !== CODENAME_WORDS)
    throw wrong(`a codename has twelve words, and here are ${words.length}`)
  const unknown = words.findIndex((word) => !wordlist.includes(word))
  if (unknown >= 0) throw wrong(`word ${unknown + 1} is not one of the words that codenames are made of`)
  return entropyOf(words)
}

const toWord = (part: string): string => (/^\d{4}$/.test(part) ? (wordlist[Number(part) - 1] ?? part) : part)

function entropyOf(words: readonly string[]): Bytes {
  try {
    return mnemonicToEntropy(words.join(' '), wordlist)
  } catch {
    throw wrong('these twelve words do not belong together')
  }
}

const wrong = (message: string) =>
  new CandorError('codename_wrong', message, 'compare the words and their order with what you wrote down')
