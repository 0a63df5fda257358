import { PassThrough } from 'node:stream'
import type { Io } from '../../src/cli/program.ts'
import { costForTestsOnly } from '../../src/keyfile/sealed-file.ts'

/** A stream that remembers what was printed on it. */
export function screen(options: { isTTY?: boolean; columns?: number } = {}) {
  const stream = new PassThrough()
  let text = ''
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8')
  })
  return Object.assign(stream, options, { text: () => text })
}

/** An outside world in which nothing is random and time stands still. */
export function world(options: { env?: Io['env']; isTTY?: boolean; columns?: number } = {}) {
  const { env = {}, ...size } = options
  const stdin = Object.assign(new PassThrough(), size, { setRawMode: () => {} })
  const io = {
    env,
    stdin,
    stdout: screen(size),
    stderr: screen(size),
    random: (length: number) => new Uint8Array(length),
    clock: () => 0,
    platform: 'linux',
    home: '/home/user',
    version: '1.2.3',
    cost: costForTestsOnly,
  } satisfies Io
  return io
}
