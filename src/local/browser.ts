import { spawn } from 'node:child_process'
import { pathToFileURL } from 'node:url'

type Opening = readonly [program: string, ...args: string[]]

/** What opens a file in the browser that a person uses. */
export function openingOf(platform: NodeJS.Platform, path: string): Opening {
  const address = pathToFileURL(path).href
  if (platform === 'darwin') return ['open', address]
  // A shell would take some signs of an address for its own.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address]
  return ['xdg-open', address]
}

/** Opens a file in the browser. What it says goes nowhere. Answers whether a program for that was there. */
export function openInBrowser(platform: NodeJS.Platform, path: string): Promise<boolean> {
  const [program, ...args] = openingOf(platform, path)
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true })
    child.once('error', () => resolve(false))
    child.once('spawn', () => resolve(true))
    child.unref()
  })
}
