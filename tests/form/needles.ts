import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { toBase64, toHex } from '../../src/protocol/bytes.ts'

/** Bytes that must not be somewhere. */
export interface Needle {
  readonly name: string
  readonly bytes: Buffer
}

export const utf16 = (text: string) => Buffer.from(text, 'utf16le')

export const needle = (name: string, bytes: string | Uint8Array): Needle => ({
  name,
  bytes: Buffer.from(bytes as string),
})

export const spelled = (name: string, bytes: Uint8Array): Needle[] => [
  needle(name, bytes),
  needle(`${name} in hex`, toHex(bytes)),
  needle(`${name} in base64`, toBase64(bytes)),
]

/** In which files of a folder something is found, and what. */
export async function found(folder: string, needles: readonly Needle[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  expect(files.length).toBeGreaterThan(0)
  const hits: string[] = []
  for (const file of files) {
    const bytes = await readFile(file).catch(() => Buffer.alloc(0))
    for (const { name, bytes: wanted } of needles) if (bytes.includes(wanted)) hits.push(`${name} in ${file}`)
  }
  return hits
}
