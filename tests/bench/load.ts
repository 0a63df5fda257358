import { randomFillSync } from 'node:crypto'
import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'

export interface Load {
  readonly perSecond: number
  /** Milliseconds from the request to its answer. */
  readonly median: number
  readonly p99: number
}

export interface LoadOptions {
  readonly port: number
  readonly connections: number
  /** Stops after so many milliseconds, or so many requests. */
  readonly milliseconds?: number
  readonly requests?: number
}

/**
 * Submits tips over keep-alive connections, each tip another one: a real envelope with its last bytes replaced, which a
 * server cannot tell from any other. Written over plain sockets, so that the client is not what is measured.
 */
export async function load(envelope: Uint8Array, options: LoadOptions): Promise<Load> {
  const { port, connections, milliseconds = Infinity, requests = Infinity } = options
  const took: number[] = []
  const started = performance.now()
  let sent = 0
  const goesOn = () => performance.now() - started < milliseconds && sent < requests
  const worker = async () => {
    const ask = await openConnection(port)
    while (goesOn()) {
      sent += 1
      const at = performance.now()
      const status = await ask(request(envelope))
      if (status !== 201) throw new Error(`the server answered ${status}`)
      took.push(performance.now() - at)
    }
    ask.end()
  }
  await Promise.all(Array.from({ length: connections }, worker))
  const seconds = (performance.now() - started) / 1000
  took.sort((a, b) => a - b)
  return { perSecond: took.length / seconds, median: quantile(took, 0.5), p99: quantile(took, 0.99) }
}

const quantile = (sorted: readonly number[], q: number): number => sorted[Math.floor(sorted.length * q)] ?? 0

const TAG = 32
const UNIQUE = 16

function request(envelope: Uint8Array): Buffer {
  const length = TAG + envelope.length
  const head = `POST /v1/tips HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/octet-stream\r\ncontent-length: ${length}\r\n\r\n`
  const bytes = Buffer.allocUnsafe(head.length + length)
  bytes.write(head, 'latin1')
  randomFillSync(bytes, head.length, TAG)
  bytes.set(envelope, head.length + TAG)
  randomFillSync(bytes, bytes.length - UNIQUE, UNIQUE)
  return bytes
}

/** One request at a time; answers with the status. */
async function openConnection(port: number) {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  let answered: (status: number) => void = () => undefined
  let buffered = ''
  socket.on('data', (chunk) => {
    buffered += chunk.toString('latin1')
    const end = buffered.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = Number(/content-length: (\d+)/i.exec(buffered)?.[1] ?? 0)
    if (buffered.length < end + 4 + length) return
    const status = Number(buffered.slice(9, 12))
    buffered = ''
    answered(status)
  })
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  const ask = (bytes: Buffer) =>
    new Promise<number>((resolve) => {
      answered = resolve
      socket.write(bytes)
    })
  return Object.assign(ask, { end: () => socket.destroy() })
}
