import { type Bytes, toBase64 } from '../protocol/bytes.ts'
import type { Keyring } from '../protocol/keyring/statement.ts'
import type { Digests } from '../protocol/primitives/primitives.ts'

/** A folder with a built form. */
export interface FormReader {
  /** Every file, from the folder, with `/` between. */
  readonly paths: () => Promise<readonly string[]>
  readonly read: (path: string) => Promise<Bytes>
}

/** The files of a form as a keyring lists them (docs/protocol.md, 4.1). */
export async function listForm(p: Digests, { paths, read }: FormReader): Promise<Keyring['form']> {
  const listed = (await paths()).filter(isOriginal).sort(byCode)
  return Promise.all(listed.map(async (path) => ({ path, sha256: toBase64(p.sha256(await read(path))) })))
}

export const sameForm = (a: Keyring['form'], b: Keyring['form']): boolean =>
  a.length === b.length && a.every(({ path, sha256 }, i) => path === b[i]?.path && sha256 === b[i].sha256)

/** A compressed twin is another spelling of a file, and browsers never see it. */
const isOriginal = (path: string): boolean => !/\.(gz|br)$/.test(path)

const byCode = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
