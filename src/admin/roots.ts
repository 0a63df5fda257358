import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { type Cost, openFile, sealFile } from '../keyfile/sealed-file.ts'
import { type FileSystem, makePrivateFolder, readFileBytes, writeWhole } from '../keyfile/whole-file.ts'
import { type Bytes, fromBase64, fromHex, toBase64, toHex } from '../protocol/bytes.ts'
import { base64Of, encodeCanonical, hexOf, parseCanonical, text } from '../protocol/canonical.ts'
import { CandorError } from '../protocol/errors.ts'
import { type Random, SEED } from '../protocol/primitives/primitives.ts'

/** A root key, while unlocked. */
export interface Root {
  readonly label: string
  /** The organisation for which it signed, 32 bytes; null while there is none that anybody could follow. */
  readonly orgId: Bytes | null
  /** Ed25519 seed, 32 bytes. */
  readonly seed: Bytes
}

const schema = v.strictObject({
  candor: v.literal('root'),
  version: v.literal(1),
  label: text(200, 1),
  organisation: v.union([v.literal(''), hexOf(32)]),
  seed: base64Of(SEED),
})

/** How a root's file is written; tests hand in what is cheap, or what breaks. */
export interface Writing {
  readonly random: Random
  readonly cost?: Cost | undefined
  readonly fs?: FileSystem | undefined
}

/** @throws `file_exists` when there is one, unless it may be replaced */
export async function writeRoot(
  path: string,
  root: Root,
  password: string,
  { random, cost, fs }: Writing,
  replace = false,
): Promise<void> {
  const request = { kind: 'root', password, plaintext: encode(root), random } as const
  const bytes = await sealFile({ ...request, cost })
  await writeWhole(path, bytes, fs === undefined ? { replace } : { replace, fs })
}

const encode = ({ label, orgId, seed }: Root): Bytes =>
  encodeCanonical({
    candor: 'root',
    version: 1,
    label,
    organisation: orgId === null ? '' : toHex(orgId),
    seed: toBase64(seed),
  } satisfies v.InferOutput<typeof schema>)

/** @throws `file_unreadable`, `file_damaged`, `password_wrong` */
export async function openRoot(path: string, password: string): Promise<Root> {
  const bytes = await readFileBytes(path)
  const content = parseCanonical(schema, await openFile({ kind: 'root', password, bytes }))
  if (content === null)
    throw new CandorError(
      'file_damaged',
      `${path} does not hold a root key as this Candor writes it`,
      'install the newer version, or name another file',
    )
  const { label, organisation, seed } = content
  return { label, orgId: organisation === '' ? null : fromHex(organisation), seed: fromBase64(seed) }
}

/** The files with root keys in an admin's folder, in the order in which they were made. */
export async function rootsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  const places = names.flatMap((name) => (placeOf(name) === null ? [] : [name]))
  return places
    .toSorted((a, b) => (placeOf(a) as number) - (placeOf(b) as number))
    .map((name) => join(folder, name))
}

/** A name for one more root key in an admin's folder. */
export async function nextRootIn(folder: string): Promise<string> {
  await makePrivateFolder(folder)
  const last = (await rootsIn(folder)).at(-1)
  return join(folder, last === undefined ? 'root.json' : `root-${(placeOf(baseOf(last)) as number) + 1}.json`)
}

const baseOf = (path: string): string => path.split(/[\\/]/).at(-1) as string

function placeOf(name: string): number | null {
  const found = /^root(?:-([2-9]|[1-9]\d{1,3}))?\.json$/.exec(name)
  return found === null ? null : Number(found[1] ?? 1)
}
