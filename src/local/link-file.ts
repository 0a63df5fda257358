import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/** A file that leads a browser to a link. */
export interface LinkFile {
  readonly path: string
  readonly remove: () => Promise<void>
}

const PREFIX = '.candor-link-'
/** What a program that was killed has left behind; its token counts for nothing any more. */
const OLD_MS = 2 * 60_000

/**
 * Writes a link where this user alone can read it. Whatever stands in the command line of a program, other users of the
 * machine can read: so a browser is told of a file, and finds the token there.
 * @param vault the folder beside which it is put down
 */
export async function writeLinkFile(vault: string, link: string, now: number): Promise<LinkFile> {
  const beside = dirname(resolve(vault))
  await sweep(beside, now)
  // The system makes such a folder for this user alone.
  const folder = await mkdtemp(join(beside, PREFIX))
  const path = join(folder, 'desk.html')
  await writeFile(path, pageTo(link), { mode: 0o600, flag: 'wx' })
  return { path, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Nothing but digits, letters and signs of an address that this program made are ever put in. */
const pageTo = (link: string): string =>
  `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${link}">
<title>Candor</title>
<script>location.replace(${JSON.stringify(link)})</script>
`

async function sweep(folder: string, now: number): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter((each) => each.startsWith(PREFIX))) {
    const path = join(folder, name)
    const made = await stat(path).catch(() => null)
    if (made !== null && now - made.mtimeMs > OLD_MS)
      await rm(path, { recursive: true, force: true }).catch(() => undefined)
  }
}
