import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { CandorError, isCandorError } from '../protocol/errors.ts'
import { syncFolder, syncPath } from './files.ts'

/**
 * Makes a folder (0700) with what `fill` puts into it, whole or not at all. An empty folder of this name is taken over.
 * Throws `file_exists` when it holds anything, `file_unreadable`, and what `fill` throws.
 */
export async function writeFolder(path: string, fill: (part: string) => Promise<void>): Promise<void> {
  const target = resolve(path)
  const parent = dirname(target)
  try {
    await sweep(target)
    const part = await mkdtemp(join(parent, partOf(target)))
    try {
      await fill(part)
      for (const name of await readdir(part)) syncPath(join(part, name))
      syncFolder(part)
      await rename(part, target)
    } finally {
      await rm(part, { recursive: true, force: true })
    }
    syncFolder(parent)
  } catch (error) {
    throw explained(error, path)
  }
}

const partOf = (target: string): string => `.${basename(target)}.part-`

/** What an interrupted attempt has left behind. */
async function sweep(target: string): Promise<void> {
  const names = await readdir(dirname(target))
  for (const name of names.filter((each) => each.startsWith(partOf(target))))
    await rm(join(dirname(target), name), { recursive: true, force: true })
}

function explained(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (isCandorError(error) || !/^E[A-Z]+$/.test(code)) return error
  if (['ENOTEMPTY', 'EEXIST'].includes(code)) return taken(path)
  const [reason, hint] = reasons[code] ?? [`the system says ${code}`, 'check the drive and the path']
  return new CandorError('file_unreadable', `${path} cannot be written: ${reason}`, hint)
}

const permission = [
  'this user is not allowed to',
  'check the owner and the permissions of the folder',
] as const
const mounted = ['a drive is mounted there', 'name a folder inside of it'] as const

const reasons: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOENT: ['the folder that shall hold it does not exist', 'make that folder first, or choose another'],
  ENOTDIR: ['it, or a part of its path, is a file', 'choose another name'],
  EACCES: permission,
  EPERM: permission,
  EBUSY: mounted,
  EXDEV: mounted,
  EROFS: ['the drive is read-only', 'choose another place'],
  ENOSPC: ['the drive is full', 'make room, or choose another place'],
  EDQUOT: ['this user has no room left on the drive', 'make room, or choose another place'],
}

export const taken = (path: string) =>
  new CandorError(
    'file_exists',
    `${path} holds something already`,
    'name a folder that does not exist yet, or an empty one',
  )
