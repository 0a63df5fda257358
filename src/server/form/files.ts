import { type Dirent, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { documentPolicy } from './policy.ts'

/** A file of the built form, as it was when the server started. */
export interface FormFile {
  /** From the folder of the form, such as `form.js`. */
  readonly path: string
  readonly type: string
  readonly policy: string
  readonly body: Buffer
  /** Null where it would not be shorter. */
  readonly gzip: Buffer | null
}

/** Where the build puts the form, seen from the sources and from what is compiled. */
const BUILT = fileURLToPath(new URL('../../../dist/form', import.meta.url))

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
}

/** What a keyring can name (docs/protocol.md, 4.1); compressed twins of files are no files of their own. */
const isServed = (path: string): boolean =>
  /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(path) && !/\.(gz|br)$/.test(path)

/** Reads the form once, so that no request reaches the disk; null when it has not been built. */
export function readForm(folder = BUILT): readonly FormFile[] | null {
  const files = filesIn(folder)
    .filter(isServed)
    .map((path) => formFile(path, readFileSync(join(folder, path))))
  return files.length === 0 ? null : files
}

function filesIn(folder: string): string[] {
  return list(folder)
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'))
    .sort()
}

function list(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
  } catch {
    return []
  }
}

function formFile(path: string, body: Buffer): FormFile {
  const type = types[extname(path)] ?? 'application/octet-stream'
  return { path, type, policy: documentPolicy(type, body), body, gzip: shorter(body) }
}

/** Public bytes that are the same for everyone: their compressed length tells nothing. */
function shorter(body: Buffer): Buffer | null {
  const gzip = gzipSync(body, { level: 9 })
  return gzip.length < body.length ? gzip : null
}
