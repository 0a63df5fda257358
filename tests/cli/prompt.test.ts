import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { readCodename, readNewPassword, readPassword } from '../../src/cli/prompt.ts'
import { world } from './screen.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-prompt-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const inFile = async (content: string | Uint8Array) => {
  const file = join(folder, 'password')
  await writeFile(file, content)
  return file
}

/** Somebody who gives these answers, one after the other. */
const person = (...answers: (string | undefined)[]) => {
  const questions: string[] = []
  const ask = (question: string) => {
    questions.push(question)
    return Promise.resolve(answers.shift())
  }
  return { ask, questions }
}

const atTerminal = () => world({ isTTY: true, columns: 80 })
const what = 'the vault'
const words = 'abandon ability able about above absent absorb abstract absurd abuse access accident'

describe('a password', () => {
  test.prop([fc.string({ minLength: 1, unit: 'grapheme' }).filter((line) => !/[\r\n\uFEFF]/u.test(line))])(
    'is the first line of its file, spaces and all',
    async (line) => {
      for (const ending of ['', '\n', '\r\n', '\nsecond line\n'])
        expect(await readPassword(world(), { what, file: await inFile(line + ending) })).toBe(line)
    },
  )

  test('does not begin with the mark that some editors put before a text', async () => {
    expect(await readPassword(world(), { what, file: await inFile('\uFEFFsecret\r\n') })).toBe('secret')
  })

  test.each(['', '\n', '\nsecond line'])(
    'cannot come from a file that begins with nothing: %j',
    async (content) => {
      const file = await inFile(content)
      await expect(readPassword(world(), { what, file })).rejects.toMatchObject({
        code: 'password_missing',
        message: `the first line of ${file} is empty`,
      })
    },
  )

  test('cannot come from a file that is not text, or is not there', async () => {
    const file = await inFile(Uint8Array.of(0xff, 0xfe))
    await expect(readPassword(world(), { what, file })).rejects.toMatchObject({ code: 'file_damaged' })
    const none = join(folder, 'none')
    await expect(readPassword(world(), { what, file: none })).rejects.toMatchObject({
      code: 'file_unreadable',
    })
  })

  test('is asked for on a terminal', async () => {
    const { ask, questions } = person('secret')
    expect(await readPassword(atTerminal(), { what }, ask)).toBe('secret')
    expect(questions).toEqual(['Password of the vault'])
  })

  test('is not asked for where nobody can answer', async () => {
    await expect(readPassword(world(), { what }, person('secret').ask)).rejects.toMatchObject({
      code: 'password_missing',
      message: 'a password is needed, and there is no terminal to ask for it',
    })
  })

  test('is missing when the person breaks off or gives nothing', async () => {
    for (const answer of [undefined, ''])
      await expect(readPassword(atTerminal(), { what }, person(answer).ask)).rejects.toMatchObject({
        code: 'password_missing',
      })
  })

  test('is typed unseen, and the question leaves stdout alone', async () => {
    const io = atTerminal()
    const reading = readPassword(io, { what })
    setTimeout(() => io.stdin.write('hunter2\r'), 20)
    expect(await reading).toBe('hunter2')
    expect(io.stderr.text()).toContain('Password of the vault')
    expect(io.stderr.text()).not.toContain('hunter2')
    expect(io.stdout.text()).toBe('')
  })

  test('can be broken off with Ctrl-C', async () => {
    const io = atTerminal()
    const reading = readPassword(io, { what })
    setTimeout(() => io.stdin.write('\u0003'), 20)
    await expect(reading).rejects.toMatchObject({ code: 'password_missing' })
  })
})

describe('a new password', () => {
  test('is typed twice', async () => {
    const { ask, questions } = person('secret', 'secret')
    expect(await readNewPassword(atTerminal(), { what }, ask)).toBe('secret')
    expect(questions).toEqual(['New password of the vault', 'The same again'])
  })

  test('is refused when the two are not the same', async () => {
    await expect(
      readNewPassword(atTerminal(), { what }, person('secret', 'secrets').ask),
    ).rejects.toMatchObject({
      message: 'the two passwords are not the same',
    })
  })

  test('is read once from a file', async () => {
    expect(await readNewPassword(world(), { what, file: await inFile('secret\n') })).toBe('secret')
  })
})

describe('a codename', () => {
  test('is asked for on a terminal', async () => {
    expect(await readCodename(atTerminal(), person(`  ${words.replace(' ', '   ')} `).ask)).toBe(words)
  })

  test('is typed or pasted unseen', async () => {
    const io = atTerminal()
    const reading = readCodename(io)
    setTimeout(() => io.stdin.write(`${words}\r`), 20)
    expect(await reading).toBe(words)
    expect(io.stdout.text() + io.stderr.text()).not.toContain('abandon')
  })

  test.each([`${words}\n`, words.replaceAll(' ', '\r\n'), ` ${words.replaceAll(' ', '\t')}`])(
    'comes from a pipe: %j',
    async (text) => {
      const io = world()
      io.stdin.end(text)
      expect(await readCodename(io)).toBe(words)
    },
  )

  test.each(['', ' \n', 'x'.repeat(5000)])('is refused when the pipe holds none', async (text) => {
    const io = world()
    io.stdin.end(text)
    await expect(readCodename(io)).rejects.toMatchObject({ code: 'usage' })
  })

  test('is refused when the person breaks off', async () => {
    await expect(readCodename(atTerminal(), person(undefined).ask)).rejects.toMatchObject({
      message: 'no codename was given',
    })
  })
})
