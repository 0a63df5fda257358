import type { Readable } from 'node:stream'
import type { CandorError } from '../protocol/errors.ts'

/** Everything that comes through a pipe, up to so many bytes. */
export async function readPipe(stdin: Readable, most: number, tooLong: () => CandorError): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Uint8Array)
    length += bytes.length
    if (length > most) throw tooLong()
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}
