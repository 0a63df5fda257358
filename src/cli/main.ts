#!/usr/bin/env node
import { randomFillSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import process from 'node:process'
import { commands } from './commands/index.ts'
import { end, type Io, run, wantsJson } from './program.ts'
import { createTerminal } from './terminal.ts'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string
}

const io: Io = {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  random: (length) => randomFillSync(new Uint8Array(length)),
  clock: Date.now,
  platform: process.platform,
  home: homedir(),
  version,
}

const args = process.argv.slice(2)

// Whatever a command writes belongs to this user alone.
process.umask(0o077)

// `candor inbox | head` closes the pipe early; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

process.on('uncaughtException', (error) => {
  const terminal = createTerminal({ ...io, json: wantsJson(args) })
  process.exit(end(error, terminal, io.env))
})

process.exitCode = await run(args, io, commands)
