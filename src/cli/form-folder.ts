import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FormReader, listForm } from '../admin/form-files.ts'
import { readFileBytes } from '../keyfile/whole-file.ts'
import type { Keyring } from '../protocol/keyring/statement.ts'
import type { Digests } from '../protocol/primitives/primitives.ts'

/** The form that this release brings, seen from the sources and from what is compiled. */
export const RELEASED_FORM = fileURLToPath(new URL('../../dist/form', import.meta.url))

/** What a keyring would list for a folder with a built form; null when there is nothing in it. */
export async function formIn(p: Digests, folder: string): Promise<Keyring['form'] | null> {
  const files = await listForm(p, openFolder(folder))
  return files.length === 0 ? null : files
}

const openFolder = (folder: string): FormReader => ({
  paths: async () => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
    return entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'))
  },
  read: (path) => readFileBytes(join(folder, path)),
})
