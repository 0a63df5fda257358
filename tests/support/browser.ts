import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as driver } from 'playwright-core'
import { awayFromMidnight } from './midnight.ts'

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** A real browser out of the packages, or the one that `CHROMIUM_PATH` names. Browsers tell the real time. */
export async function launchBrowser(...more: readonly string[]): Promise<Browser> {
  await awayFromMidnight()
  const executablePath = await browserPath()
  const env = { ...process.env, ...(await missingLibraries(executablePath)) } as Record<string, string>
  return driver.launch({ executablePath, args: [...quiet, ...more], env, headless: true })
}

export const browserPath = async (): Promise<string> =>
  process.env['CHROMIUM_PATH'] || (await chromium.executablePath())

/** The package brings the libraries that a bare machine lacks; they are unpacked only where one is missing. */
async function missingLibraries(executable: string): Promise<Record<string, string>> {
  if (process.platform !== 'linux' || !lacksLibraries(executable)) return {}
  const folder = join(tmpdir(), 'candor-browser-libraries')
  if (!existsSync(folder)) await unpack(folder)
  const path = [join(folder, 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':')
  return { LD_LIBRARY_PATH: path }
}

function lacksLibraries(executable: string): boolean {
  try {
    return execFileSync('ldd', [executable], { encoding: 'utf8' }).includes('not found')
  } catch {
    return false
  }
}

async function unpack(folder: string): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const packed = await readFile(join(entry, '..', '..', 'bin', 'al2023.tar.br'))
  const making = `${folder}-${process.pid}`
  await mkdir(making, { recursive: true })
  await writeFile(join(making, 'all.tar'), brotliDecompressSync(packed))
  execFileSync('tar', ['-xf', join(making, 'all.tar'), '-C', making])
  await rename(making, folder).catch(() => undefined)
}
