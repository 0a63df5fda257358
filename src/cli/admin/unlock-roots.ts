import { Option } from 'commander'
import { openRoot, type Root, rootsIn } from '../../admin/roots.ts'
import type { Authorize } from '../../client/api.ts'
import { type Bytes, toBase64, toHex } from '../../protocol/bytes.ts'
import { CandorError } from '../../protocol/errors.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { signRequest } from '../../protocol/request.ts'
import type { Context } from '../program.ts'
import { readPassword } from '../prompt.ts'
import { readSettings } from '../settings.ts'
import type { AdminFlags } from './place.ts'

export interface RootFlags extends AdminFlags {
  readonly rootFile?: string
}

export const rootFileOption = () =>
  new Option('--root-file <file>', 'a root key elsewhere than in the admin’s folder')

/** A root key of this admin. */
export interface OwnRoot {
  readonly path: string
  readonly root: Root
  /** Ed25519, base64. */
  readonly key: string
}

/** The files of this admin's root keys. */
export const rootPaths = async (folder: string, { rootFile }: RootFlags): Promise<string[]> =>
  rootFile === undefined ? rootsIn(folder) : [rootFile]

export interface Unlocked {
  readonly roots: readonly OwnRoot[]
  readonly password: string
}

/** @throws `root_missing`, `password_missing`, `password_wrong`, `file_damaged` */
export async function unlockRoots(
  context: Context,
  p: Primitives,
  folder: string,
  flags: RootFlags,
): Promise<Unlocked> {
  const paths = await rootPaths(folder, flags)
  if (paths.length === 0) throw new CandorError('root_missing', `there is no root key in ${folder}`)
  const { passwordFile: file } = readSettings(flags, context)
  const password = await readPassword(context, { what: `the root key in ${paths.join(' and ')}`, file })
  const roots = await context.terminal.during('unlocking', () =>
    Promise.all(paths.map(async (path) => ownRoot(p, path, await openRoot(path, password)))),
  )
  return { roots, password }
}

export const ownRoot = (p: Primitives, path: string, root: Root): OwnRoot => ({
  path,
  root,
  key: toBase64(p.verifyingKey(root.seed)),
})

const REQUEST_ID = 16

/** Signs requests as a root (docs/protocol.md, 10.3). */
export const rootAuthorizer =
  (p: Primitives, orgId: Bytes, { root }: OwnRoot): Authorize =>
  (request) => {
    const id = toHex(p.sha256(p.verifyingKey(root.seed)).subarray(0, REQUEST_ID))
    return signRequest(p, id, root.seed, { orgId, ...request })
  }
