import { link, lstat, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises'
import type { FileSystem } from '../../src/keyfile/whole-file.ts'

export class PowerCut extends Error {}

/**
 * A file system under which the power goes before step `until`: nothing after it happens, cleaning up included.
 * A write that is under way when the power goes leaves half its bytes.
 */
export function breakingFiles(until: number): { fs: FileSystem; steps: () => readonly string[] } {
  const steps: string[] = []
  const step = async <T>(name: string, act: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> => {
    steps.push(name)
    if (steps.length === until + 1) await half?.()
    if (steps.length > until) throw new PowerCut()
    return act()
  }
  const fs: FileSystem = {
    mkdtemp: (prefix) => step('mkdtemp', () => mkdtemp(prefix)),
    rename: (from, to) => step('rename', () => rename(from, to)),
    link: (from, to) => step('link', () => link(from, to)),
    lstat: (path) => step('lstat', () => lstat(path)),
    readdir: (path) => step('readdir', () => readdir(path)),
    rm: (path, options) => step('rm', () => rm(path, options)),
    open: async (path, flags, mode) => {
      const file = await step(`open ${flags}`, () => open(path, flags, mode))
      return {
        chmod: (bits) => step('chmod', () => file.chmod(bits)),
        sync: () => step(`sync ${flags}`, () => file.sync()),
        // The system closes what a dead process held.
        close: () => file.close(),
        writeFile: (data) => {
          const bytes = data as Uint8Array
          return step(
            'write',
            () => file.writeFile(bytes),
            () => file.writeFile(bytes.subarray(0, bytes.length / 2)),
          )
        },
      }
    },
  }
  return { fs, steps: () => steps }
}
