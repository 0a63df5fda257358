// Says what is in the form, and fails the build when it is too large or holds what a source's page must not hold.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const KB = 1024

/** The most that each file may weigh, in bytes of gzip. A file without a limit does not belong here. */
const limits = {
  'index.html': 4 * KB,
  'form.css': 4 * KB,
  'form.js': 30 * KB,
  'session.js': 40 * KB,
  'return.js': 40 * KB,
  'noble.js': 36 * KB,
  'sodium.js': 160 * KB,
  'offline.html': 110 * KB,
}

/** Until a person can type; `org.json` comes on top with at most 4 KB. */
const firstView = ['index.html', 'form.css', 'form.js']
const FIRST_VIEW = 36 * KB

const forbidden = /^src\/(desk|local|admin|intake|store|server|keyfile|cli|setup)\/|^web\/desk\//

/** @param contents the source files in each built file */
export function checkBundle(folder, contents, { quiet }) {
  const sizes = Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((file) => [file, gzipSync(readFileSync(join(folder, file)), { level: 9 }).length]),
  )
  if (!quiet) list(sizes, contents)
  const faults = [
    ...Object.keys(sizes)
      .filter((file) => !(file in limits))
      .map((file) => `${file} has no limit`),
    ...Object.keys(limits)
      .filter((file) => !(file in sizes))
      .map((file) => `${file} was not built`),
    ...Object.entries(sizes)
      .filter(([file, size]) => size > limits[file])
      .map(([file, size]) => `${file} has ${size} bytes of gzip, more than ${limits[file]}`),
    ...firstViewFaults(sizes),
    ...contentFaults(contents),
  ]
  if (faults.length === 0) return
  for (const fault of faults) console.error(`form: ${fault}`)
  process.exit(1)
}

function firstViewFaults(sizes) {
  const sum = firstView.reduce((total, file) => total + (sizes[file] ?? 0), 0)
  return sum > FIRST_VIEW ? [`the first view has ${sum} bytes of gzip, more than ${FIRST_VIEW}`] : []
}

const contentFaults = (contents) =>
  Object.entries(contents).flatMap(([file, modules]) =>
    modules.filter((module) => forbidden.test(module)).map((module) => `${file} holds ${module}`),
  )

function list(sizes, contents) {
  for (const [file, size] of Object.entries(sizes)) {
    console.log(`${file.padEnd(14)} ${(size / KB).toFixed(1).padStart(6)} KB gzip`)
    for (const module of packages(contents[file] ?? [])) console.log(`  ${module}`)
  }
  const first = firstView.reduce((total, file) => total + (sizes[file] ?? 0), 0)
  console.log(`first view     ${(first / KB).toFixed(1).padStart(6)} KB gzip`)
}

/** Our files one by one, packages by name. */
const packages = (modules) => [
  ...new Set(modules.map((module) => /node_modules\/((@[^/]+\/)?[^/]+)/.exec(module)?.[1] ?? module)),
]
