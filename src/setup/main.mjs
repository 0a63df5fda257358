// Plain JavaScript: it runs on a fresh clone, before anything is installed.

import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const stamp = 'node_modules/.candor-lock'
const command = 'dist/cli/main.js'
const link = 'node_modules/.bin/candor'
process.chdir(fileURLToPath(new URL('../../', import.meta.url)))

const run = (command, args) => {
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (error || status !== 0) process.exit(status || 1)
}

// What a packing that broke off left behind; npm would go by it instead of the lock file.
rmSync('npm-shrinkwrap.json', { force: true })

const lock = readFileSync('package-lock.json', 'utf8')
const installed = existsSync(stamp) && readFileSync(stamp, 'utf8') === lock
if (!installed) {
  console.error('candor: installing packages (once; the database driver may take some minutes to build)')
  run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(stamp, lock)
}
run('node', ['node_modules/typescript/bin/tsc', '-p', 'src'])
run('node', ['web/build.mjs', '--quiet'])
run('node', ['web/build-desk.mjs', '--quiet'])

// With this link `npx candor` starts at once, and asks nobody.
if (process.platform !== 'win32') {
  chmodSync(command, 0o755)
  if (!existsSync(link)) symlinkSync(`../../${command}`, link)
}
