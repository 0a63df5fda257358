import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

function start(program: URL, folder: string, ...more: readonly string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(program), folder, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return { child, closed: once(child, 'close'), lines: createInterface({ input: child.stdout }) }
}

/** Runs a program until it has written so many lines, then kills it at once. Returns all that it wrote. */
export const killedAfter = (count: number, program: URL, folder: string): Promise<readonly string[]> =>
  killedWhen((written) => written.length === count, program, folder)

/** Runs a program until what it has written is enough, then kills it, after a pause in milliseconds or at once. */
export async function killedWhen(
  isEnough: (written: readonly string[]) => boolean,
  program: URL,
  folder: string,
  { pause = 0, more = [] }: { readonly pause?: number; readonly more?: readonly string[] } = {},
): Promise<readonly string[]> {
  const { child, closed, lines } = start(program, folder, ...more)
  const written: string[] = []
  for await (const line of lines) {
    written.push(line)
    if (!isEnough(written)) continue
    if (pause === 0) child.kill('SIGKILL')
    else setTimeout(() => child.kill('SIGKILL'), pause)
  }
  const [, signal] = await closed
  if (signal !== 'SIGKILL') throw new Error('the program ended by itself')
  return written
}

/** Starts a program; comes back with its first line, and with the means to kill it. */
export async function started(
  program: URL,
  folder: string,
): Promise<{ line: string; kill(): Promise<void> }> {
  const { child, closed, lines } = start(program, folder)
  const [line] = (await once(lines, 'line')) as [string]
  return {
    line,
    async kill() {
      child.kill('SIGKILL')
      await closed
    },
  }
}
