import {
  type FileHandle,
  link,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
} from 'node:fs/promises'
import { platform } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { CandorError, isCandorError } from '../protocol/errors.ts'

/** The part of the file system that a write needs; tests hand in one that breaks. */
export interface FileSystem {
  mkdtemp(prefix: string): Promise<string>
  open(
    path: string,
    flags: string,
    mode?: number,
  ): Promise<Pick<FileHandle, 'chmod' | 'writeFile' | 'sync' | 'close'>>
  rename(from: string, to: string): Promise<void>
  link(from: string, to: string): Promise<void>
  lstat(path: string): Promise<unknown>
  readdir(path: string): Promise<string[]>
  rm(path: string, options: { recursive: boolean; force: boolean }): Promise<void>
}

const realFileSystem: FileSystem = { mkdtemp, open, rename, link, lstat, readdir, rm }

export interface WriteOptions {
  /** Permission bits of the new file; 0600 unless told. */
  readonly mode?: number
  /** Whether a file of this name may be replaced; otherwise it is kept and `file_exists` is thrown. */
  readonly replace: boolean
  readonly fs?: FileSystem
}

const ATTEMPTS = 50

/**
 * Writes a file whole or not at all: whoever reads `path`, also after a power cut, finds the old content or the new one.
 *
 * @throws CandorError `file_exists`, or `file_unreadable` with the reason when it cannot be written
 */
export async function writeWhole(path: string, bytes: Uint8Array, options: WriteOptions): Promise<void> {
  const { mode = 0o600, replace, fs = realFileSystem } = options
  try {
    let done = false
    for (let attempt = 1; !done; attempt++) {
      done = await writeOnce(path, bytes, { mode, replace, fs, isLast: attempt === ATTEMPTS })
    }
  } catch (error) {
    throw explain(error, path, 'written')
  }
}

type Attempt = Required<WriteOptions> & { readonly isLast: boolean }

/** False when another writer's sweep took the unfinished part away: nothing has happened, and it can be tried again. */
async function writeOnce(path: string, bytes: Uint8Array, attempt: Attempt): Promise<boolean> {
  const { fs, isLast } = attempt
  // A folder of its own gives a name that no other writer ever uses, so nobody renames what another has half written.
  const part = await fs.mkdtemp(join(dirname(path), partPrefix(path)))
  try {
    await fill(join(part, 'new'), bytes, attempt)
    await place(join(part, 'new'), path, attempt)
    await syncFolder(dirname(path), fs)
    return true
  } catch (error) {
    if (isLast || codeOf(error) !== 'ENOENT') throw error
    return false
  } finally {
    await sweep(path, fs)
  }
}

async function fill(part: string, bytes: Uint8Array, { mode, fs }: Attempt): Promise<void> {
  const file = await fs.open(part, 'wx', mode)
  try {
    // The process's mask may have taken bits away.
    await file.chmod(mode)
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function place(part: string, path: string, { replace, fs }: Attempt): Promise<void> {
  if (replace) return fs.rename(part, path)
  try {
    await fs.link(part, path)
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(error))) throw error
    await placeWithoutLink(part, path, fs)
  }
}

// Memory sticks often know no links; a check and a rename stay whole, and only lose against another writer in between.
async function placeWithoutLink(part: string, path: string, fs: FileSystem): Promise<void> {
  const exists = await fs.lstat(path).then(
    () => true,
    () => false,
  )
  if (exists) throw alreadyThere(path)
  await fs.rename(part, path)
}

async function syncFolder(path: string, fs: FileSystem): Promise<void> {
  try {
    const folder = await fs.open(path, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  } catch (error) {
    // Windows and some network drives cannot do this to a folder.
    if (!['EISDIR', 'EPERM', 'EINVAL', 'EACCES', 'ENOTSUP'].includes(codeOf(error))) throw error
  }
}

const partPrefix = (path: string) => `.${basename(path)}.part-`

/** Takes away what this write and any interrupted one left behind; the file itself does not depend on it. */
async function sweep(path: string, fs: FileSystem): Promise<void> {
  const folder = dirname(path)
  const names = await fs.readdir(folder).catch(() => [])
  const parts = names.filter((name) => name.startsWith(partPrefix(path)))
  const remove = (name: string) => fs.rm(join(folder, name), { recursive: true, force: true })
  await Promise.allSettled(parts.map(remove))
}

/**
 * Makes a folder, and those above it, that only this user can enter (0700).
 *
 * One that is there already is left as it is: refused when others could put files into it, because they could swap
 * keys; accepted when they can only look, because what lies in it is sealed and some drives know no permissions.
 *
 * @returns whether others can look into it, so that the caller can say so
 * @throws CandorError `file_unreadable`
 */
export async function makePrivateFolder(path: string): Promise<{ readonly othersCanLook: boolean }> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    const bits = platform() === 'win32' ? 0 : (await stat(path)).mode & 0o077
    if ((bits & 0o022) !== 0) throw tooOpen(path)
    return { othersCanLook: bits !== 0 }
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw notAFolder(path)
    throw explain(error, path, 'made')
  }
}

/**
 * Makes a folder with what is in it whole or not at all: it is filled under another name first. An empty folder of the name
 * is taken.
 *
 * @throws CandorError `file_exists` when there is something of the name; `file_unreadable`
 */
export async function makeFolderWhole(
  path: string,
  fill: (folder: string) => Promise<void>,
  fs: FileSystem = realFileSystem,
): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const part = await fs.mkdtemp(join(dirname(path), partPrefix(path)))
    await fill(part)
    await syncFolder(part, fs)
    await placeFolder(part, path, fs)
    await syncFolder(dirname(path), fs)
  } catch (error) {
    throw explain(error, path, 'made')
  } finally {
    await sweep(path, fs)
  }
}

async function placeFolder(part: string, path: string, fs: FileSystem): Promise<void> {
  try {
    await fs.rename(part, path)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EPERM'].includes(codeOf(error))) throw error
    throw alreadyThere(path)
  }
}

/** @throws CandorError `file_unreadable` with the reason and a hint */
export async function readFileBytes(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (error) {
    throw explain(error, path, 'read')
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const reasons: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOENT: ['it does not exist, or its folder does not', 'check the name and the folder'],
  EACCES: ['this user is not allowed to', 'check who owns it, or choose another place'],
  EPERM: ['this user is not allowed to', 'check who owns it, or choose another place'],
  EROFS: ['the drive is read-only', 'choose another place'],
  EISDIR: ['it is a folder', 'name a file in it'],
  ENOTDIR: ['a part of its path is not a folder', 'check the path'],
  ENOSPC: ['the drive is full', 'make room, or choose another place'],
  EDQUOT: ['this user has no room left on the drive', 'make room, or choose another place'],
  ENAMETOOLONG: ['its name is too long', 'choose a shorter name'],
}

/** Turns what the system refused into words; anything else is a bug and stays as it is. */
function explain(error: unknown, path: string, verb: string): unknown {
  const code = codeOf(error)
  if (isCandorError(error) || code === '') return error
  if (code === 'EEXIST') return alreadyThere(path)
  const [reason, hint] = reasons[code] ?? [`the system says ${code}`, 'check the drive and the path']
  return new CandorError('file_unreadable', `${path} cannot be ${verb}: ${reason}`, hint)
}

const alreadyThere = (path: string) =>
  new CandorError('file_exists', `${path} exists already`, 'choose another name, or move the old file away')

const notAFolder = (path: string) =>
  new CandorError('file_unreadable', `${path} is not a folder`, 'choose another place')

const tooOpen = (path: string) =>
  new CandorError(
    'file_unreadable',
    `other users of this machine can change what is in ${path}`,
    `close it with: chmod 700 '${path}'`,
  )
