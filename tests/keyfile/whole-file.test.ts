import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fc, test } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import {
  type FileSystem,
  makePrivateFolder,
  readFileBytes,
  writeWhole,
} from '../../src/keyfile/whole-file.ts'
import { breakingFiles, PowerCut } from './breaking-files.ts'

let base: string
let count = 0
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'candor-whole-'))
})
afterAll(() => rm(base, { recursive: true, force: true }))

const newFolder = async () => {
  const folder = join(base, String(count++))
  await mkdir(folder)
  return folder
}
const newPath = async () => join(await newFolder(), 'file')
const modeOf = async (path: string) => (await stat(path)).mode & 0o777
const before = new Uint8Array(5000).fill(1)
const after = new Uint8Array(5000).fill(2)
const steps = Array.from({ length: 14 }, (_, step) => step)

describe('writing whole', () => {
  test.prop([fc.uint8Array({ maxLength: 3000 }), fc.boolean()], { numRuns: 30 })(
    'puts down exactly the bytes, and leaves nothing beside them',
    async (bytes, replace) => {
      const path = await newPath()
      await writeWhole(path, bytes, { replace })
      expect(await readFileBytes(path)).toEqual(bytes)
      expect(await readdir(join(path, '..'))).toEqual(['file'])
    },
  )

  test('gives the file to its owner alone', async () => {
    const path = await newPath()
    await writeWhole(path, after, { replace: false })
    expect(await modeOf(path)).toBe(0o600)
  })

  test('gives the permissions that were asked for, whatever the mask of the process', async () => {
    const path = await newPath()
    await writeWhole(path, after, { mode: 0o666, replace: false })
    expect(await modeOf(path)).toBe(0o666)
  })

  test('closes a file that was open to others when it replaces it', async () => {
    const path = await newPath()
    await writeFile(path, before, { mode: 0o644 })
    await writeWhole(path, after, { replace: true })
    expect(await modeOf(path)).toBe(0o600)
  })

  test('keeps a file that is there unless told to replace it', async () => {
    const path = await newPath()
    await writeFile(path, before)
    await expect(writeWhole(path, after, { replace: false })).rejects.toMatchObject({
      code: 'file_exists',
      message: `${path} exists already`,
    })
    expect(await readFileBytes(path)).toEqual(before)
    expect(await readdir(join(path, '..'))).toEqual(['file'])
  })

  test('does not follow a link that leads nowhere', async () => {
    const path = await newPath()
    await symlink('elsewhere', path)
    await expect(writeWhole(path, after, { replace: false })).rejects.toMatchObject({ code: 'file_exists' })
  })

  test('lets one of many win, and each of them writes whole', async () => {
    const path = await newPath()
    const contents = Array.from({ length: 8 }, (_, value) => new Uint8Array(20_000).fill(value))
    await Promise.all(contents.map((bytes) => writeWhole(path, bytes, { replace: true })))
    const bytes = await readFileBytes(path)
    expect(bytes).toEqual(contents[bytes[0] as number])
    const outcomes = await Promise.allSettled(
      contents.map((bytes) => writeWhole(`${path}-new`, bytes, { replace: false })),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('says why it cannot, and what to do', async () => {
    const folder = await newFolder()
    await expect(writeWhole(join(folder, 'no', 'file'), after, { replace: true })).rejects.toMatchObject({
      code: 'file_unreadable',
      message: `${join(folder, 'no', 'file')} cannot be written: it does not exist, or its folder does not`,
      hint: 'check the name and the folder',
    })
    await expect(writeWhole(folder, after, { replace: true })).rejects.toMatchObject({
      code: 'file_unreadable',
    })
  })
})

describe('when the power goes', () => {
  test.each(steps)('before step %i of replacing, the old or the new content is there', async (step) => {
    const path = await newPath()
    await writeFile(path, before)
    const { fs, steps } = breakingFiles(step)
    await writeWhole(path, after, { replace: true, fs }).catch(expectPowerCut)
    const found = await readFileBytes(path)
    expect([before, after]).toContainEqual(found)
    if (steps().length <= step) expect(found).toEqual(after)
    await writeWhole(path, after, { replace: true })
    expect(await readdir(join(path, '..'))).toEqual(['file'])
  })

  test.each(steps)('before step %i of a first write, nothing or the whole content is there', async (step) => {
    const path = await newPath()
    await writeWhole(path, after, { replace: false, fs: breakingFiles(step).fs }).catch(expectPowerCut)
    const names = await readdir(join(path, '..'))
    if (names.includes('file')) expect(await readFileBytes(path)).toEqual(after)
    await writeWhole(path, after, { replace: true })
    expect(await readdir(join(path, '..'))).toEqual(['file'])
  })

  test('the bytes are on the drive before the name is, and the name before it is done', async () => {
    const { fs, steps: taken } = breakingFiles(1000)
    await writeWhole(await newPath(), after, { replace: true, fs })
    const order = [
      'mkdtemp',
      'open wx',
      'chmod',
      'write',
      'sync wx',
      'rename',
      'open r',
      'sync r',
      'readdir',
      'rm',
    ]
    expect(taken()).toEqual(order)
    expect(order.length).toBeLessThan(steps.length)
  })

  test('a process killed while it writes leaves one whole content', async () => {
    const path = await newPath()
    for (let round = 0; round < 3; round++) {
      await writeAndKill(path, round * 9)
      const bytes = await readFileBytes(path)
      expect(bytes).toEqual(new Uint8Array(200_000).fill(bytes[0] as number))
    }
    await writeWhole(path, after, { replace: true })
    expect(await readdir(join(path, '..'))).toEqual(['file'])
  })
})

function expectPowerCut(error: unknown) {
  expect(error).toBeInstanceOf(PowerCut)
}

async function writeAndKill(path: string, milliseconds: number) {
  const script = new URL('writing-child.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--import', 'tsx', script, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = once(child, 'exit')
  await once(child.stdout, 'data')
  await sleep(milliseconds)
  child.kill('SIGKILL')
  await exit
}

describe('on a drive that knows no links', () => {
  const withoutLinks: FileSystem = {
    ...breakingFiles(1000).fs,
    link: () => Promise.reject(Object.assign(new Error('no'), { code: 'EPERM' })),
  }

  test('a first write works', async () => {
    const path = await newPath()
    await writeWhole(path, after, { replace: false, fs: withoutLinks })
    expect(await readFileBytes(path)).toEqual(after)
  })

  test('a file that is there is kept', async () => {
    const path = await newPath()
    await writeFile(path, before)
    const write = writeWhole(path, after, { replace: false, fs: withoutLinks })
    await expect(write).rejects.toMatchObject({ code: 'file_exists' })
    expect(await readFileBytes(path)).toEqual(before)
  })
})

describe('a private folder', () => {
  test('is made for its owner alone, with those above it', async () => {
    const folder = await newFolder()
    expect(await makePrivateFolder(join(folder, 'a', 'b'))).toEqual({ othersCanLook: false })
    expect(await modeOf(join(folder, 'a'))).toBe(0o700)
    expect(await modeOf(join(folder, 'a', 'b'))).toBe(0o700)
  })

  test('that others can look into is left as it is, and said', async () => {
    const folder = await newFolder()
    await chmod(folder, 0o755)
    expect(await makePrivateFolder(folder)).toEqual({ othersCanLook: true })
    expect(await modeOf(folder)).toBe(0o755)
  })

  test('that others can write into is refused, with the command that closes it', async () => {
    const folder = await newFolder()
    await chmod(folder, 0o770)
    await expect(makePrivateFolder(folder)).rejects.toMatchObject({
      code: 'file_unreadable',
      hint: `close it with: chmod 700 '${folder}'`,
    })
    expect(await modeOf(folder)).toBe(0o770)
  })

  test('cannot be a file', async () => {
    const path = await newPath()
    await writeFile(path, before)
    await expect(makePrivateFolder(path)).rejects.toMatchObject({ message: `${path} is not a folder` })
    const below = makePrivateFolder(join(path, 'x'))
    await expect(below).rejects.toMatchObject({ code: 'file_unreadable' })
  })
})

describe('reading a file', () => {
  test('gives its bytes', async () => {
    const path = await newPath()
    await writeFile(path, before)
    expect(await readFileBytes(path)).toEqual(new Uint8Array(await readFile(path)))
  })

  test('says why it cannot, and what to do', async () => {
    const path = await newPath()
    await expect(readFileBytes(path)).rejects.toMatchObject({
      code: 'file_unreadable',
      message: `${path} cannot be read: it does not exist, or its folder does not`,
      hint: 'check the name and the folder',
    })
    await expect(readFileBytes(join(path, '..'))).rejects.toMatchObject({ hint: 'name a file in it' })
  })
})
