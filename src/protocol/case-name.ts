import { wordlist } from '@scure/bip39/wordlists/english.js'
import { type Bytes, concat, label, readU32 } from './bytes.ts'
import type { Digests } from './primitives/primitives.ts'

/** Two words for an envelope, the same for everyone (docs/protocol.md, 9.3): for talking, not for proving. */
export function caseName(p: Digests, envelopeHash: Bytes): string {
  const number = readU32(p.sha256(concat(label('case-name'), envelopeHash)), 0)
  return `${wordlist[number >>> 21]}-${wordlist[(number >>> 10) & 2047]}`
}
