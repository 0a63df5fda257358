import type { Bytes } from '../../src/protocol/bytes.ts'
import { CandorError } from '../../src/protocol/errors.ts'
import { noble } from '../../src/protocol/primitives/noble.ts'
import type { Primitives } from '../../src/protocol/primitives/primitives.ts'
import { loadSodium } from '../../src/protocol/primitives/sodium.ts'

export const sodium: Primitives = await loadSodium()
export { noble }

/** For `describe.each`: what holds must hold in both. */
export const implementations = [
  { name: 'libsodium', p: sodium },
  { name: 'noble', p: noble },
] as const

/** The code and message with which `act` was refused; anything thrown that is not ours is a defect. */
export function refusal(act: () => unknown): CandorError | null {
  try {
    act()
    return null
  } catch (error) {
    if (error instanceof CandorError) return error
    throw error
  }
}

/** The code of the refusal, or `accepted`. */
export const outcome = (act: () => unknown): string => refusal(act)?.code ?? 'accepted'

/** What came out, or only that something was thrown: for comparing implementations that word their errors differently. */
export function resultOf<Value>(act: () => Value): Value | 'thrown' {
  try {
    return act()
  } catch {
    return 'thrown'
  }
}

/** A copy with one bit turned. */
export function flipped(bytes: Bytes, bit: number): Bytes {
  const copy = Uint8Array.from(bytes)
  const at = Math.floor(bit / 8) % copy.length
  copy[at] = (copy[at] as number) ^ (1 << (bit % 8))
  return copy
}

/** A copy with other bytes from a place on. */
export function patched(bytes: Bytes, at: number, part: Bytes): Bytes {
  const copy = Uint8Array.from(bytes)
  copy.set(part, at)
  return copy
}
