import type { ChildProcess } from 'node:child_process'

/** Listens to a program from its start; waits until it has said something, and fails where it ended before. */
export function hearing(child: ChildProcess): (what: RegExp) => Promise<RegExpExecArray> {
  let printed = ''
  let isOver = false
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const each of listeners) each()
  }
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part: Buffer) => {
      printed += part.toString()
      tell()
    })
  child.on('close', () => {
    isOver = true
    tell()
  })
  return (what) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = what.exec(printed)
        if (found === null && !isOver) return
        listeners.delete(look)
        if (found === null) reject(new Error(printed))
        else resolve(found)
      }
      listeners.add(look)
      look()
    })
}
