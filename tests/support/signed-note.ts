import { createHash, createPublicKey, verify } from 'node:crypto'

export interface NoteSignature {
  readonly name: string
  readonly keyId: Buffer
  readonly signature: Buffer
}

/**
 * Reads a C2SP signed note (https://c2sp.org/signed-note) after the words of that specification alone, with the
 * platform's cryptography: nothing here is shared with the code under test.
 */
export function readNote(note: string): {
  readonly text: string
  readonly signatures: readonly NoteSignature[]
} {
  if (/[\p{Surrogate}\ufffd]/u.test(note)) throw new Error('a note is UTF-8')
  // Only line feeds are allowed of all the ASCII control characters.
  if (Array.from(note).some((character) => character !== '\n' && character < ' '))
    throw new Error('control character')
  const split = note.lastIndexOf('\n\n')
  if (split < 0 || !note.endsWith('\n')) throw new Error('no empty line')
  const lines = note.slice(split + 2, -1).split('\n')
  return { text: note.slice(0, split + 1), signatures: lines.map(readSignature) }
}

function readSignature(line: string): NoteSignature {
  const match = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line)
  const [, name, encoded] = match ?? []
  if (name === undefined || encoded === undefined) throw new Error('not a signature line')
  const bytes = Buffer.from(encoded, 'base64')
  if (bytes.toString('base64') !== encoded || bytes.length < 5) throw new Error('not base64')
  return { name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) }
}

/** SHA-256(name ‖ "\n" ‖ 0x01 ‖ key)[:4], for Ed25519. */
export const noteKeyId = (name: string, key: Uint8Array): Buffer =>
  createHash('sha256').update(`${name}\n`).update(Uint8Array.of(1)).update(key).digest().subarray(0, 4)

export function verifyNote(text: string, signature: Uint8Array, key: Uint8Array): boolean {
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key])
  return verify(
    null,
    Buffer.from(text),
    createPublicKey({ key: der, format: 'der', type: 'spki' }),
    signature,
  )
}
