import { base64, hex } from '@scure/base'

export type Bytes = Uint8Array

/** Every reason to stop has a kind: the user is told one of three things, never which check failed. */
export type RefusalKind = 'refused' | 'newer' | 'unopened'

export class Refusal extends Error {
  readonly kind: RefusalKind
  constructor(kind: RefusalKind, why: string) {
    super(why)
    this.kind = kind
  }
}

export function demand(holds: boolean, why: string): asserts holds {
  if (!holds) throw new Refusal('refused', why)
}

/** Whatever goes wrong inside is a refusal of the stated kind. */
export const refusing = <T>(why: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal('refused', why)
  }
}

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text)

export const fromUtf8 = (bytes: Bytes): string =>
  refusing('not UTF-8', () => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))

/** 1: a ‖ b */
export const join = (...parts: Bytes[]): Bytes => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export const same = (a: Bytes, b: Bytes): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])

export const u16 = (value: number): Bytes => {
  const out = new Uint8Array(2)
  new DataView(out.buffer).setUint16(0, value)
  return out
}

export const u32 = (value: number): Bytes => {
  const out = new Uint8Array(4)
  new DataView(out.buffer).setUint32(0, value)
  return out
}

export const u64 = (value: number): Bytes => {
  const out = new Uint8Array(8)
  new DataView(out.buffer).setBigUint64(0, BigInt(value))
  return out
}

/** 1: label(name) */
export const label = (name: string): Bytes => join(utf8(`candor/v1/${name}`), new Uint8Array(1))

export const toHex = (bytes: Bytes): string => hex.encode(bytes)

export const fromHex = (text: string, size: number): Bytes => {
  demand(/^[0-9a-f]*$/.test(text) && text.length === 2 * size, 'not lower-case hexadecimal of that size')
  return hex.decode(text)
}

export const toBase64 = (bytes: Bytes): string => base64.encode(bytes)

/** 1: the one canonical spelling */
export const fromBase64 = (text: string, size?: number): Bytes => {
  const bytes = refusing('not base64', () => base64.decode(text))
  demand(base64.encode(bytes) === text, 'not the canonical base64')
  demand(size === undefined || bytes.length === size, 'base64 of another size')
  return bytes
}

/** 1: a day is written 2026-11-21 */
export const dayToText = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)

export const dayFromText = (text: string): number => {
  demand(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text), 'not a day')
  const day = Date.parse(`${text}T00:00:00Z`) / 86_400_000
  demand(Number.isInteger(day) && day >= 0 && dayToText(day) === text, 'not a day of the calendar')
  return day
}

/** Takes bytes from the front; missing ones and ones left over are refused. */
export class Reader {
  private at = 0
  private readonly bytes: Bytes
  constructor(bytes: Bytes) {
    this.bytes = bytes
  }
  take(size: number): Bytes {
    demand(this.at + size <= this.bytes.length, 'bytes are missing')
    this.at += size
    return this.bytes.slice(this.at - size, this.at)
  }
  number(size: 1 | 2 | 4): number {
    return this.take(size).reduce((value, byte) => value * 256 + byte, 0)
  }
  rest(): Bytes {
    return this.take(this.bytes.length - this.at)
  }
  end(): void {
    demand(this.at === this.bytes.length, 'bytes are left over')
  }
}
