// Builds the form into dist/form: a first view that is small, parts that are fetched while a person types, and one for those who come back.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { checkBundle } from './check-bundle.mjs'
import { buildWhereNew } from './stamp.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = join(root, 'web/form')
const { values: flags } = parseArgs({
  options: {
    out: { type: 'string' },
    force: { type: 'boolean' },
    quiet: { type: 'boolean', default: false },
  },
})
const target = flags.out === undefined ? join(root, 'dist/form') : resolve(flags.out)

/** Everything that decides what is built. */
const inputs = [
  'web/form',
  'web/build.mjs',
  'web/check-bundle.mjs',
  'web/stamp.mjs',
  'src/protocol',
  'src/client',
  'src/source',
  'package-lock.json',
]

/** Names stay the same: nothing is cached, and a part that could not be fetched is asked for again by its name. */
const common = (input, output) => ({
  configFile: false,
  root: source,
  base: './',
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir: target,
    emptyOutDir: false,
    target: ['es2022', 'firefox115', 'chrome109', 'safari16'],
    modulePreload: false,
    sourcemap: false,
    reportCompressedSize: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      input: join(source, input),
      preserveEntrySignatures: 'strict',
      output: {
        entryFileNames: output,
        assetFileNames: 'form[extname]',
        codeSplitting: false,
        comments: false,
      },
    },
  },
})

/** Keeps which source files went into which built file, for the check. */
const remember = (contents) => ({
  name: 'remember-contents',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === 'chunk') contents[chunk.fileName] = Object.keys(chunk.modules).map(inRoot)
    }
  },
})

const inRoot = (id) => relative(root, id.split('?')[0]).split(sep).join('/')

const parts = [
  ['index.html', 'form.js'],
  ['session/online.ts', 'session.js'],
  ['return/index.ts', 'return.js'],
  ['engine/sodium.ts', 'sodium.js'],
  ['engine/noble.ts', 'noble.js'],
]

async function buildForm() {
  // Not before it is needed: most starts find everything built.
  const { build } = await import('vite')
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  const contents = {}
  for (const [input, output] of parts) {
    await build({ ...common(input, output), plugins: [remember(contents)] })
  }
  await buildOffline(build, contents)
  checkBundle(target, contents, { quiet: flags.quiet })
}

/** One file with everything in it; its policy names the one script and the one style that may be used. */
async function buildOffline(build, contents) {
  const config = common('offline/main.ts', 'offline.html')
  const { output } = await build({
    ...config,
    plugins: [remember(contents)],
    build: { ...config.build, write: false },
  })
  const js = output.find(({ type }) => type === 'chunk').code.replaceAll('</script', '<\\/script')
  const css = String(output.find(({ fileName }) => fileName.endsWith('.css')).source)
  const parts = { js, css, script: policyHash(js), style: policyHash(css) }
  const page = readFileSync(join(source, 'offline/page.html'), 'utf8')
  const whole = page.replace(/\{(script|style)\}|\/\*(js|css)\*\//g, (_, hash, text) => parts[hash ?? text])
  writeFileSync(join(target, 'offline.html'), whole)
}

const policyHash = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`

await buildWhereNew({ root, target, inputs, force: flags.force }, buildForm)
