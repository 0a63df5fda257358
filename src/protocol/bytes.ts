import { bytesToUtf8, utf8ToBytes } from '@noble/ciphers/utils.js'
import { base64, hex } from '@scure/base'

export type Bytes = Uint8Array

/** Bytes in order, without separators. */
export const concat = (...parts: readonly Bytes[]): Bytes => concatAll(parts)

/** The same for any number of parts: what others decide the length of must not become arguments. */
export function concatAll(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** In time that depends on the lengths alone. */
export function equal(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number)
  return difference === 0
}

/** Byte order: negative, zero or positive. */
export function compare(a: Bytes, b: Bytes): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = (a[i] as number) - (b[i] as number)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Unsigned, big-endian, two bytes. */
export const u16 = (value: number): Bytes => integer(value, 2)
/** Unsigned, big-endian, four bytes. */
export const u32 = (value: number): Bytes => integer(value, 4)
/** Unsigned, big-endian, eight bytes; exact up to 2^53 - 1. */
export const u64 = (value: number): Bytes => integer(value, 8)

function integer(value: number, size: number): Bytes {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** (8 * size)) {
    throw new RangeError(`${value} does not fit ${size} bytes`)
  }
  const bytes = new Uint8Array(size)
  for (let at = size - 1, rest = value; at >= 0; at--, rest = Math.floor(rest / 256)) bytes[at] = rest % 256
  return bytes
}

export const readU16 = (bytes: Bytes, at: number): number => readInteger(bytes, at, 2)
export const readU32 = (bytes: Bytes, at: number): number => readInteger(bytes, at, 4)

function readInteger(bytes: Bytes, at: number, size: number): number {
  if (at + size > bytes.length) throw new RangeError('the bytes end too early')
  let value = 0
  for (let i = at; i < at + size; i++) value = value * 256 + (bytes[i] as number)
  return value
}

export const toUtf8 = (text: string): Bytes => utf8ToBytes(text)
export const fromUtf8 = (bytes: Bytes): string => bytesToUtf8(bytes)

/** Lower-case hexadecimal. */
export const toHex = (bytes: Bytes): string => hex.encode(bytes)
export const fromHex = (text: string): Bytes => hex.decode(text)

/** Standard base64 (RFC 4648, 4), padded; decoding refuses every other spelling of the same bytes. */
export const toBase64 = (bytes: Bytes): string => base64.encode(bytes)
export const fromBase64 = (text: string): Bytes => base64.decode(text)

/** A label separates the uses of a key or a hash; the zero byte keeps one label from being the start of another. */
export const label = (name: string): Bytes => toUtf8(`candor/v1/${name}\0`)
