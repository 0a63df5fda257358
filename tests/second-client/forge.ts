import { type Bytes, join } from './bytes.ts'
import { binding, close, makeSlots, pad, type Readers } from './seal.ts'
import { writeContent } from './tip.ts'

/** Where a sealer stands: everything that an honest one would use. */
export type Bench = { orgId: Bytes; header: Bytes; readers: Readers; seed: Bytes; signing: Bytes }

/** What a dishonest one does otherwise. */
export type Deceit = {
  tip: Bytes
  addressed: boolean[]
  signing?: Bytes
  content?: (content: Bytes) => Bytes
  slots?: (slots: Bytes[], ctx: Bytes) => Bytes[]
  padded?: (padded: Bytes) => Bytes
}

const same = <T>(value: T): T => value

/** An envelope in which only what `deceit` names is not as the protocol has it. */
export const forge = ({ orgId, header, readers, seed, signing }: Bench, deceit: Deceit): Bytes => {
  const { tip, addressed, slots = same, padded = same, content = same } = deceit
  const ctx = binding('tip', orgId, header)
  const made = slots(makeSlots(seed, ctx, readers, addressed), ctx)
  const signed = content(writeContent(deceit.signing ?? signing, ctx, tip))
  return join(header, close(seed, ctx, header, made, padded(pad(signed))))
}

/** A copy with one bit turned. */
export const turned = (bytes: Bytes, at: number): Bytes =>
  bytes.map((byte, index) => (index === at ? byte ^ 1 : byte))
