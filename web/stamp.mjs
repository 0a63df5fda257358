// A build is made again only where something that decides it has changed.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

const byCode = (a, b) => (a < b ? -1 : Number(a > b))

const filesUnder = (root, path) =>
  path.includes('.')
    ? [path]
    : readdirSync(join(root, path), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))

const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex')

function stampOf(root, inputs) {
  const files = inputs.flatMap((path) => filesUnder(root, path)).sort(byCode)
  return hashOf(files.map((file) => `${file}\0${hashOf(readFileSync(join(root, file)))}\n`).join(''))
}

/** @param inputs everything that decides what is built: files, and folders without a dot in their name */
export async function buildWhereNew({ root, target, inputs, force }, build) {
  const stampFile = `${target}.stamp`
  const stamp = stampOf(root, inputs)
  const upToDate = existsSync(stampFile) && existsSync(target) && readFileSync(stampFile, 'utf8') === stamp
  if (upToDate && !force) return
  rmSync(stampFile, { force: true })
  await build()
  writeFileSync(stampFile, stamp)
}
