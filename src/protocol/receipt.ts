import type { Bytes } from './bytes.ts'
import type { Digests } from './primitives/primitives.ts'
import type { SourceKeys } from './source-keys.ts'

/** The tag that only the codename's holder can make or recognise (docs/protocol.md, 8.1): 32 bytes. */
export const receiptTag = (p: Digests, { receipt }: SourceKeys, envelopeHash: Bytes): Bytes =>
  p.hmacSha256(receipt, envelopeHash)
