import { toBase64 } from '../../protocol/bytes.ts'
import type { Keyring } from '../../protocol/keyring/statement.ts'
import type { Digests } from '../../protocol/primitives/primitives.ts'
import { type FormPage, usedBy } from './page.ts'

/** How a file stands to what the organisation signed about it; `none` when neither side has it. */
export type Standing = 'as-signed' | 'changed' | 'missing' | 'not-signed' | 'none'

export interface FileFinding {
  /** From the folder of the form; `/` is the address itself. */
  readonly path: string
  /** What visitors get. */
  readonly served: Standing
  /** What the release brings; null when there is nothing to compare with. */
  readonly release: Standing | null
}

type Hashes = ReadonlyMap<string, string>

const INDEX = 'index.html'
const ADDRESS = '/'

/** Compares what is served with what is signed, and what is signed with the release. */
export async function compareFiles(
  p: Digests,
  { form }: Keyring,
  page: FormPage,
  released: Keyring['form'] | null,
): Promise<FileFinding[]> {
  const signed = withAddress(hashesOf(form))
  // Without a signed form there is nothing that the release could differ from.
  const release = released === null || form.length === 0 ? null : withAddress(hashesOf(released))
  const known = new Set([ADDRESS, INDEX, ...signed.keys(), ...hashesOf(released ?? []).keys()])
  const { served, used } = await fetchAll(p, page, known)
  return [...known, ...used].sort().map((path) => ({
    path,
    served: used.has(path) ? 'not-signed' : standing(signed.get(path), served.get(path)),
    release: release === null ? null : standing(signed.get(path), release.get(path)),
  }))
}

const hashesOf = (form: Keyring['form']): Hashes => new Map(form.map(({ path, sha256 }) => [path, sha256]))

/** People open the address and not the file behind it: both must be the same. */
function withAddress(hashes: Hashes): Hashes {
  const index = hashes.get(INDEX)
  return index === undefined ? hashes : new Map([...hashes, [ADDRESS, index]])
}

async function fetchAll(p: Digests, page: FormPage, known: ReadonlySet<string>) {
  const served = new Map<string, string>()
  const used = new Set<string>()
  for (const path of known) {
    const bytes = await page.read(path === ADDRESS ? '' : path)
    if (bytes === null) continue
    served.set(path, toBase64(p.sha256(bytes)))
    if (path !== ADDRESS && path !== INDEX) continue
    for (const file of usedBy(bytes, page.address)) if (!known.has(file)) used.add(file)
  }
  return { served, used }
}

function standing(signed: string | undefined, other: string | undefined): Standing {
  if (signed === undefined) return other === undefined ? 'none' : 'not-signed'
  if (other === undefined) return 'missing'
  return signed === other ? 'as-signed' : 'changed'
}
