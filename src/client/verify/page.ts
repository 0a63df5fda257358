import { type Bytes, fromUtf8 } from '../../protocol/bytes.ts'
import { parseJson } from '../../protocol/canonical.ts'
import { CandorError } from '../../protocol/errors.ts'
import { type Network, readBody } from '../transport.ts'

/** What `org.json` says about the place where a form stands. */
export interface Place {
  /** 64 hexadecimal digits. */
  readonly organisation: string
  /** Where the interface is. */
  readonly api: URL
}

/** A form as visitors get it. */
export interface FormPage {
  /** Its folder, with a slash at the end. */
  readonly address: URL
  /** Null when it is not served. An empty path is the page itself. */
  read(path: string): Promise<Bytes | null>
  /** Null when there is no `org.json`, or none that the form would take. */
  place(): Promise<Place | null>
}

const PATIENCE_MS = 60_000
const LARGEST_FILE = 16 * 1024 * 1024

export function openPage(network: Network, address: URL): FormPage {
  const read = (path: string) => download(network, new URL(path, address))
  const place = async () => parsePlace(await read('org.json'), address)
  return { address, read, place }
}

async function download({ fetch }: Network, file: URL): Promise<Bytes | null> {
  const init = {
    // Where it leads to is not where people were sent.
    redirect: 'manual',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    cache: 'no-store',
    signal: AbortSignal.timeout(PATIENCE_MS),
  } as const
  const response = await fetch(file, init).catch(() => null)
  if (response === null || response.status >= 500 || response.status === 429) throw unreachable(file)
  const body = await readBody(response, LARGEST_FILE)
  return response.ok ? body : null
}

function parsePlace(bytes: Bytes | null, page: URL): Place | null {
  const json = bytes === null ? undefined : parseJson(bytes)
  const { organisation, api } = (json ?? {}) as { readonly organisation?: unknown; readonly api?: unknown }
  if (typeof organisation !== 'string' || !/^[0-9a-f]{64}$/.test(organisation)) return null
  if (api === '') return { organisation, api: new URL(page.origin) }
  if (typeof api !== 'string' || !URL.canParse(api) || new URL(api).origin !== api) return null
  return { organisation, api: new URL(api) }
}

/** The scripts and styles that a page asks for: from its folder when they are in it, else as whole addresses. */
export function usedBy(html: Bytes, { href }: URL): string[] {
  const tags = /<(?:script|link)\s[^>]*?\b(?:src|href)\s*=\s*["']?([^"'\s>]+)/gi
  return [...textOf(html).matchAll(tags)]
    .map(([, reference = '']) => reference)
    .filter((reference) => URL.canParse(reference, href))
    .map((reference) => new URL(reference, href).href)
    .map((target) => (target.startsWith(href) ? target.slice(href.length) : target))
}

function textOf(bytes: Bytes): string {
  try {
    return fromUtf8(bytes)
  } catch {
    return ''
  }
}

const unreachable = (file: URL) =>
  new CandorError(
    'network_unreachable',
    `${file.href} cannot be had`,
    'check the address and the connection, then try again',
  )
