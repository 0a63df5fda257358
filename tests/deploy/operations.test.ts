import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { createProgram } from '../../src/cli/program.ts'
import { createTerminal } from '../../src/cli/terminal.ts'
import { world } from '../cli/screen.ts'

const docs = fileURLToPath(new URL('../../docs', import.meta.url))
const deploy = join(docs, 'deploy')
const text = readFileSync(join(docs, 'operations.md'), 'utf8')

const io = world()
const program = createProgram(commands, { ...io, terminal: createTerminal({ ...io, json: false }) })

/** What is meant for typing: blocks, and words in the line; each with everything that stands behind it. */
const typed = [...text.matchAll(/```\w*\n([\s\S]*?)```|`([^`\n]+)`/g)].flatMap(([, block, inline]) =>
  (block ?? inline ?? '').replaceAll('\\\n', ' ').split('\n'),
)

const lines = typed
  .flatMap((line) =>
    [...line.matchAll(/(?:^|(?:sudo )?-u candor |\s)candor ([a-z].*)$/g)].map(([, rest]) => rest ?? ''),
  )
  .map((rest) => rest.split(' #')[0]?.trim().split(/\s+/) ?? [])
  .filter(([first]) => first !== '&&')

/** Down the tree as far as names go. */
function find(words: readonly string[], command: Command = program): Command | null {
  const [first = '', ...rest] = words
  if (command.commands.length === 0) return command
  const child = command.commands.find((each) => each.name() === first)
  return child === undefined ? null : find(rest, child)
}

/** Snapshots and recovery come with a later change; whoever adds them takes these out. */
const later = ['snapshot', 'recover'].filter((name) => find([name]) === null)

describe('what operations.md tells to type', () => {
  it('is a command that there is, with options that it has', () => {
    const usual = lines.filter(([name = '']) => !later.includes(name))
    expect(usual.length).toBeGreaterThan(20)
    for (const words of usual) {
      const command = find(words)
      expect(command, words.join(' ')).not.toBeNull()
      const known = new Set(
        [...(command?.options ?? []), ...program.options].flatMap(({ long, short }) => [long, short]),
      )
      const flags = words
        .filter((word) => /^--?[a-z]/.test(word) && word !== '--help')
        .map((word) => word.split('=')[0])
      for (const flag of flags) expect([...known], words.join(' ')).toContain(flag)
    }
  })

  it('names files that there are, and every file of docs/deploy is named', () => {
    const named = [...text.matchAll(/(?:\(|docs\/)deploy\/([\w.-]+)/g)].map(([, name]) => name ?? '')
    for (const name of named) expect(existsSync(join(deploy, name)), name).toBe(true)
    const all = readdirSync(deploy).filter((name) => !name.endsWith('.dockerignore'))
    expect(all.filter((name) => !named.includes(name))).toEqual([])
  })

  it('has a table of contents that leads to every section and nowhere else', () => {
    const anchor = (title: string) =>
      title
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-')
    const sections = [...text.matchAll(/^## (.*)$/gm)].map(([, title = '']) => anchor(title))
    const contents = [...text.matchAll(/^- \[.*\]\(#(.*)\)$/gm)].map(([, to]) => to)
    expect(contents).toEqual(sections)
    const all = [...text.matchAll(/^##+ (.*)$/gm)].map(([, title = '']) => anchor(title))
    for (const [, to = ''] of text.matchAll(/\]\(#([^)]*)\)/g)) expect(all).toContain(to)
  })
})
