import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { implementations } from '../../support/implementations.ts'
import { vectorFiles } from './content.ts'

/** Writes the vectors again: `npx tsx tests/protocol/vectors/make.ts`. They change only when the protocol does. */
const [{ p }] = implementations
for (const [name, text] of Object.entries(vectorFiles(p))) {
  writeFileSync(fileURLToPath(new URL(name, import.meta.url)), text)
  process.stdout.write(`${name} ${text.length} bytes\n`)
}
