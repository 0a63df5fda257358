import * as v from 'valibot'
import { type Bytes, fromBase64, toBase64 } from './bytes.ts'
import { base64Of, encodeCanonical, text } from './canonical.ts'
import { parseCeremonyFile } from './ceremony-file.ts'

/** The public half of a root. */
export interface RootFile {
  readonly label: string
  /** Ed25519, 32 bytes. */
  readonly key: Bytes
}

const schema = v.strictObject({
  candor: v.literal('root-key'),
  version: v.literal(1),
  label: text(200, 1),
  key: base64Of(32),
})

/** What a root shows of itself to whoever makes a keyring (docs/protocol.md, 4.6). */
export const encodeRootFile = ({ label, key }: RootFile): Bytes =>
  encodeCanonical({ candor: 'root-key', version: 1, label, key: toBase64(key) } satisfies v.InferOutput<
    typeof schema
  >)

/** @throws `file_damaged` */
export function parseRootFile(bytes: Bytes): RootFile {
  const { label, key } = parseCeremonyFile('root-key', schema, bytes)
  return { label, key: fromBase64(key) }
}
