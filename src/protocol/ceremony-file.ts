import * as v from 'valibot'
import { type Bytes, fromBase64 } from './bytes.ts'
import { parseCanonical, parseJson } from './canonical.ts'
import { CandorError } from './errors.ts'

/** The files that people hand to each other, by what stands in their field `candor`, and what to call them. */
const NAMES = {
  proposal: 'a proposal',
  'root-key': 'the public half of a root key',
  handover: 'a handover',
  request: 'a request to be enrolled',
  keyrings: 'a chain of keyrings',
  organisation: 'a description of an organisation',
  'sealed-file': 'a sealed file, which is for its owner alone',
  recovery: 'a request for help with a vault',
  keys: 'the keys of a week',
} as const satisfies Readonly<Record<string, string>>

const VERSION = 1

/**
 * Reads a file of a ceremony (docs/protocol.md, 4.6).
 * @param kind what its field `candor` must be
 * @throws `file_damaged`, which says what it is instead: another file, one cut short or edited, or a newer one
 */
export function parseCeremonyFile<const Schema extends v.GenericSchema>(
  kind: keyof typeof NAMES,
  schema: Schema,
  bytes: Bytes,
): v.InferOutput<Schema> {
  return parseCanonical(schema, bytes) ?? refuse(kind, bytes)
}

function refuse(kind: keyof typeof NAMES, bytes: Bytes): never {
  const head = v.safeParse(v.object({ candor: v.string(), version: v.unknown() }), parseJson(bytes))
  const found = head.success ? head.output : null
  if (found !== null && found.candor !== kind) throw other(kind, found.candor)
  if (found !== null && Number.isInteger(found.version) && (found.version as number) > VERSION)
    throw newer(kind)
  throw notWhole(kind)
}

const other = (kind: keyof typeof NAMES, found: string) =>
  new CandorError(
    'file_damaged',
    `this file is ${Object.entries(NAMES).find(([name]) => name === found)?.[1] ?? 'something else'}, and ${NAMES[kind]} is needed`,
    'check which file was named',
  )

const newer = (kind: keyof typeof NAMES) =>
  new CandorError(
    'file_damaged',
    `this file is ${NAMES[kind]} that was written by a newer Candor`,
    'install the newer version, then try again',
  )

/** Part of the file is not what it must be. */
const notWhole = (kind: keyof typeof NAMES) =>
  new CandorError(
    'file_damaged',
    `this file is not ${NAMES[kind]} that is whole: it was cut short or edited, or is some other file`,
    'have it sent again',
  )

/** Base64 of any number of bytes but none; that it has its one spelling is checked when it is decoded. */
export const base64Text = v.pipe(v.string(), v.nonEmpty(), v.check(decodes))

function decodes(text: string): boolean {
  try {
    fromBase64(text)
    return true
  } catch {
    return false
  }
}
