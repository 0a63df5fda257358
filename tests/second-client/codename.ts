import { wordlist } from '@scure/bip39/wordlists/english.js'
import { type Bytes, demand, label } from './bytes.ts'
import { keyed, sha256 } from './primitives.ts'

/** 16 bytes and four bits of their SHA-256, as twelve numbers of eleven bits */
const placesOf = (entropy: Bytes): number[] => {
  demand(entropy.length === 16, 'a codename has 16 bytes')
  const bits = [...entropy, (sha256(entropy)[0] ?? 0) & 0xf0]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
  return Array.from({ length: 12 }, (_, index) => Number.parseInt(bits.slice(index * 11, index * 11 + 11), 2))
}

const entropyOf = (places: number[]): Bytes => {
  demand(places.length === 12, 'a codename has twelve words')
  const bits = places.map((place) => place.toString(2).padStart(11, '0')).join('')
  const entropy = Uint8Array.from({ length: 16 }, (_, index) =>
    Number.parseInt(bits.slice(index * 8, index * 8 + 8), 2),
  )
  demand(placesOf(entropy).join() === places.join(), 'the checksum of the codename does not hold')
  return entropy
}

const wordAt = (place: number): string => wordlist[place] ?? ''

/** 9.1 */
export const toWords = (entropy: Bytes): string => placesOf(entropy).map(wordAt).join(' ')

export const toNumbers = (entropy: Bytes): string =>
  placesOf(entropy)
    .map((place) => String(place + 1).padStart(4, '0'))
    .join(' ')

export const fromWords = (words: string): Bytes => {
  const places = words.split(' ').map((word) => wordlist.indexOf(word))
  demand(!places.includes(-1), 'a word that is not in the list')
  return entropyOf(places)
}

export const fromNumbers = (numbers: string): Bytes => {
  const parts = numbers.split(' ')
  demand(
    parts.every((part) => /^[0-9]{4}$/.test(part) && Number(part) >= 1 && Number(part) <= 2048),
    'a number that is not in the list',
  )
  return entropyOf(parts.map((part) => Number(part) - 1))
}

export type SourceKeys = { signing: Bytes; sealing: Bytes; thread: Bytes; receipt: Bytes }

/** 9.2 */
export const sourceKeys = (entropy: Bytes, orgId: Bytes): SourceKeys => {
  const master = keyed(entropy, label('master'), orgId)
  const derive = (name: string) => keyed(master, label(`source/${name}`))
  return {
    signing: derive('signing'),
    sealing: derive('sealing'),
    thread: derive('thread'),
    receipt: derive('receipt'),
  }
}

/** 9.3 */
export const caseName = (envelopeHash: Bytes): string => {
  const digest = sha256(label('case-name'), envelopeHash)
  const x = new DataView(digest.buffer, digest.byteOffset).getUint32(0)
  return `${wordAt(x >>> 21)}-${wordAt((x >>> 10) % 2048)}`
}
