import * as v from 'valibot'
import { type Bytes, concat, fromHex } from '../bytes.ts'
import { hexOf } from '../canonical.ts'

/** Who writes in a thread: the source, or a recipient by id (32 hexadecimal digits). */
export type Author = 'source' | (string & {})

export const authorSchema = v.union([v.literal('source'), hexOf(16)])

const NOBODY = new Uint8Array(16)

/** `u8 role ‖ id 16`: 0 and zeros for the source, 1 and the id for a recipient (docs/protocol.md, 11.2). */
export const authorBytes = (author: Author): Bytes =>
  author === 'source' ? concat(Uint8Array.of(0), NOBODY) : concat(Uint8Array.of(1), fromHex(author))

/** The order of authors: the source first, then recipients by id. */
export const authorOrder = (a: Author, b: Author): number => {
  if (a === b) return 0
  if (a === 'source') return -1
  if (b === 'source') return 1
  return a < b ? -1 : 1
}
