import { type Bytes, demand, join, Reader, Refusal, same, u16, u32, utf8 } from './bytes.ts'
import { sha256 } from './primitives.ts'
import { sizes, slotSize } from './seal.ts'

const magic = 'candor/1'

export type Header = { keyringHash: Bytes; epoch: number; count: number }

export type Envelope = Header & { header: Bytes; sealed: Bytes }

/** 7.1 */
export const writeHeader = ({ keyringHash, epoch, count }: Header): Bytes =>
  join(utf8(magic), keyringHash, u32(epoch), u16(count))

const checkMagic = (found: Bytes): void => {
  if (same(found, utf8(magic))) return
  if (same(found.subarray(0, 7), utf8('candor/')))
    throw new Refusal('newer', 'made by a newer version: update')
  throw new Refusal('refused', 'not an envelope')
}

/** 7.1, 7.2 */
export const readEnvelope = (bytes: Bytes): Envelope => {
  const reader = new Reader(bytes)
  checkMagic(reader.take(8))
  const parts = { keyringHash: reader.take(32), epoch: reader.number(4), count: reader.number(2) }
  const sealed = reader.rest()
  const lengths = sizes.map((size) => 32 + slotSize * parts.count + size + 16)
  demand(parts.count >= 1 && parts.count <= 64, 'an impossible number of recipients')
  demand(lengths.includes(sealed.length), 'an envelope of another length')
  return { ...parts, header: bytes.slice(0, 46), sealed }
}

/** 7.2: E# */
export const envelopeHash = (bytes: Bytes): Bytes => sha256(bytes)

/** 7.3: `served` are the keyring of today and the one before, `epoch` the server's own */
export const isAcceptable = (
  bytes: Bytes,
  served: { hash: Bytes; count: number }[],
  epoch: number,
): boolean => {
  const found = readEnvelope(bytes)
  const keyring = served.find(({ hash }) => same(hash, found.keyringHash))
  return keyring?.count === found.count && Math.abs(found.epoch - epoch) <= 1
}
