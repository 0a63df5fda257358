import { equal, fromBase64 } from '../../../src/protocol/bytes.ts'
import { CandorError } from '../../../src/protocol/errors.ts'
import type { Keyring } from '../../../src/protocol/keyring/statement.ts'
import type { Digests } from '../../../src/protocol/primitives/primitives.ts'
import { PageRefusal } from '../refusal.ts'

/** The page as its own visitor. */
export interface Page {
  /** Paths of what this document has loaded, from the folder of the page. */
  readonly used: () => readonly string[]
  /** The bytes of a file; null when there is none. An empty path is the page’s own address. */
  readonly read: (path: string) => Promise<Uint8Array | null>
}

const ENTRY = 'index.html'

/**
 * Compares the page with what the organisation signed. It finds a file that was changed or forgotten; a server that
 * means harm can leave this very check out, which is why people can compare from elsewhere, with `candor verify`.
 * @throws PageRefusal `form_changed`, and `network_unreachable` while a file cannot be had
 */
export async function checkPage(p: Digests, { form }: Keyring, page: Page): Promise<void> {
  if (form.length === 0) return
  const signed = new Map(form.map(({ path, sha256 }) => [path, sha256]))
  const holds = async (path: string, address = path) => {
    const hash = signed.get(path)
    const bytes = hash === undefined ? null : await page.read(address)
    return hash !== undefined && bytes !== null && equal(p.sha256(bytes), fromBase64(hash))
  }
  if (!page.used().every((path) => signed.has(path))) throw new PageRefusal('form_changed')
  if (!(await holds(ENTRY, ''))) throw new PageRefusal('form_changed')
  for (const path of signed.keys()) if (!(await holds(path))) throw new PageRefusal('form_changed')
}

/** The files that stand beside this document. */
export function openPage(document: Document): Page {
  const folder = new URL('.', document.URL)
  const used = () => {
    const scripts = [...document.scripts].map(({ src }) => src)
    const styles = [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')].map(
      ({ href }) => href,
    )
    // What extensions put into a page is from elsewhere, and kept from running by the page's policy.
    const ours = [...scripts, ...styles].filter((address) => address.startsWith(`${folder.origin}/`))
    return ours.map((address) => address.replace(folder.href, ''))
  }
  return { used, read: (path) => readFile(path === '' ? new URL(document.URL) : new URL(path, folder)) }
}

async function readFile(address: URL): Promise<Uint8Array | null> {
  const response = await fetch(address, {
    cache: 'no-store',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    redirect: 'error',
  }).catch(() => null)
  if (response === null || response.status >= 500 || response.status === 429) throw unreachable()
  if (!response.ok) return null
  const bytes = await response.arrayBuffer().catch(() => null)
  if (bytes === null) throw unreachable()
  return new Uint8Array(bytes)
}

const unreachable = () => new CandorError('network_unreachable', 'a file of this page cannot be reached')
