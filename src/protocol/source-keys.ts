import { type Bytes, concat, label } from './bytes.ts'
import type { Primitives } from './primitives/primitives.ts'

/** Every secret of a source, all from the codename (docs/protocol.md, 9.2). Each has 32 bytes. */
export interface SourceKeys {
  /** Ed25519 seed: the source signs the tip and every message. */
  readonly signing: Bytes
  /** X-Wing seed: what is sealed to the source. */
  readonly sealing: Bytes
  /** The conversation's first key; it travels inside the tip. */
  readonly thread: Bytes
  /** Makes the tag that finds the envelope in the public list. */
  readonly receipt: Bytes
}

/**
 * @param entropy the codename's 16 bytes
 * @param orgId 32 bytes: the same words are another source elsewhere
 */
export function deriveSourceKeys(p: Primitives, entropy: Bytes, orgId: Bytes): SourceKeys {
  const master = p.blake2b(32, entropy, concat(label('master'), orgId))
  const derive = (name: string) => p.blake2b(32, master, label(`source/${name}`))
  return {
    signing: derive('signing'),
    sealing: derive('sealing'),
    thread: derive('thread'),
    receipt: derive('receipt'),
  }
}
