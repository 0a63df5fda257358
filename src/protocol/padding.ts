import { type Bytes, readU32, u32 } from './bytes.ts'
import { CandorError, openFailed } from './errors.ts'

/** 16 KiB: the smallest size of a padded body. */
export const SMALLEST_BODY = 16_384
/** 1 MiB: the largest size of a padded body. */
export const LARGEST_BODY = 1_048_576

/** Every size of a padded body: 16 KiB, then doubling up to 1 MiB (docs/protocol.md, 6.4). */
export const BODY_SIZES: readonly number[] = [...Array(7).keys()].map((power) => SMALLEST_BODY * 2 ** power)

const PREFIX = 4

/** The most bytes that `pad` takes. */
export const LARGEST_CONTENT = LARGEST_BODY - PREFIX

/**
 * `u32 length ‖ content ‖ zeros`, up to the smallest size that holds it.
 * @throws `tip_too_long` beyond {@link LARGEST_CONTENT}.
 */
export function pad(content: Bytes): Bytes {
  const size = sizeFor(content.length)
  if (size === undefined) {
    throw new CandorError(
      'tip_too_long',
      'this is too long for one tip',
      'send it in several tips, or as a file',
    )
  }
  const padded = new Uint8Array(size)
  padded.set(u32(content.length))
  padded.set(content, PREFIX)
  return padded
}

/**
 * The content of what `pad` made.
 * @throws `open_failed` for anything that `pad` would not have made.
 */
export function unpad(padded: Bytes): Bytes {
  if (padded.length < PREFIX) throw openFailed()
  const end = PREFIX + readU32(padded, 0)
  if (sizeFor(end - PREFIX) !== padded.length) throw openFailed()
  if (!isZero(padded.subarray(end))) throw openFailed()
  return padded.slice(PREFIX, end)
}

/** A loop, because calling back for each of up to a million bytes took a tenth of opening a tip. */
function isZero(bytes: Bytes): boolean {
  let seen = 0
  for (let i = 0; i < bytes.length; i++) seen |= bytes[i] as number
  return seen === 0
}

const sizeFor = (length: number): number | undefined => BODY_SIZES.find((size) => size >= PREFIX + length)
