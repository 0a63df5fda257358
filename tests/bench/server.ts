import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface BenchServer {
  readonly port: number
  ask(question: 'memory' | 'cpu' | 'close-batch'): Promise<number>
  stop(): Promise<void>
}

export const benchFolder = (): string => mkdtempSync(join(tmpdir(), 'candor-bench-'))

/** A server in a process of its own, in a folder that goes away with it unless it was given. */
export async function startServer(
  mode: 'store' | 'no-store',
  given?: string,
  people?: number,
): Promise<BenchServer> {
  const folder = given ?? benchFolder()
  const path = new URL('./serve.ts', import.meta.url).pathname
  const child = fork(path, [mode, folder, ...(people === undefined ? [] : [`${people}`])], {
    execArgv: ['--import', 'tsx', '--expose-gc'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const port = await portOf(child)
  return {
    port,
    ask: async (question) => {
      child.send(question)
      const [answer] = (await once(child, 'message')) as [number]
      return answer
    },
    stop: async () => {
      child.disconnect()
      await once(child, 'exit')
      if (given === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function portOf({ stdout }: ChildProcess): Promise<number> {
  if (stdout === null) throw new Error('the server has no output')
  const [line] = (await once(stdout, 'data')) as [Buffer]
  return Number(new URL(line.toString().trim()).port)
}
