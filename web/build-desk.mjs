// Builds the investigator's page into dist/desk-page, from where the local desk serves it, and nothing else does.
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { buildWhereNew } from './stamp.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values: flags } = parseArgs({
  options: {
    out: { type: 'string' },
    force: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
  },
})
const target = flags.out === undefined ? join(root, 'dist/desk-page') : resolve(flags.out)

const config = {
  configFile: false,
  root: join(root, 'web/desk'),
  base: '/',
  publicDir: false,
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: target,
    emptyOutDir: false,
    target: ['es2022', 'firefox115', 'chrome109', 'safari16'],
    modulePreload: false,
    sourcemap: false,
    reportCompressedSize: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      input: join(root, 'web/desk/index.html'),
      output: {
        entryFileNames: 'desk.js',
        assetFileNames: 'desk[extname]',
        codeSplitting: false,
        comments: false,
      },
    },
  },
}

async function buildDesk() {
  const { build } = await import('vite')
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  await build(config)
  if (flags.quiet) return
  for (const file of readdirSync(target)) {
    const { length } = gzipSync(readFileSync(join(target, file)), { level: 9 })
    console.log(`${file.padEnd(14)} ${(length / 1024).toFixed(1).padStart(6)} KB gzip`)
  }
}

const inputs = [
  'web/desk',
  // What the source reads is shown in the words of the form.
  'web/form/words',
  'web/form/return/words',
  'src/protocol',
  'web/build-desk.mjs',
  'web/stamp.mjs',
  'package-lock.json',
]
await buildWhereNew({ root, target, inputs, force: flags.force }, buildDesk)
