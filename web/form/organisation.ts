import { PageRefusal } from './refusal.ts'
import type { Language } from './words/index.ts'

/** `org.json`: what the page must know about the place where it stands. */
export interface Organisation {
  /** 64 hexadecimal digits. */
  readonly id: string
  readonly api: URL
  readonly contact: Readonly<Record<Language, string>>
}

const FIELDS = ['organisation', 'api', 'contact']
const LONGEST_CONTACT = 1000

/** @throws PageRefusal `page_unset` for anything that is not exactly as expected */
export function parseOrganisation(json: unknown, page: URL): Organisation {
  if (typeof json !== 'object' || json === null) throw unset()
  const { organisation, api, contact } = json as Readonly<Record<string, unknown>>
  if (Object.keys(json).length !== FIELDS.length || !isId(organisation) || !isContact(contact)) throw unset()
  const [en, ru, kk] = contact
  return { id: organisation, api: parseApi(api, page), contact: { en, ru, kk } }
}

const isId = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)

const isContact = (value: unknown): value is readonly [string, string, string] =>
  Array.isArray(value) &&
  value.length === 3 &&
  value.every((text) => typeof text === 'string' && text.length <= LONGEST_CONTACT)

/** An origin and nothing more; without encryption only where no network is crossed, or Tor encrypts. */
function parseApi(value: unknown, page: URL): URL {
  if (value === '') return new URL(page.origin)
  if (typeof value !== 'string' || !URL.canParse(value)) throw unset()
  const url = new URL(value)
  const open =
    url.protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\]|[a-z2-7]{56}\.onion)$/.test(url.hostname)
  if (url.origin !== value || (url.protocol !== 'https:' && !open)) throw unset()
  return url
}

const unset = () => new PageRefusal('page_unset')
