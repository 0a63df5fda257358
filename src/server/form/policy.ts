import { createHash } from 'node:crypto'

/** `wasm-unsafe-eval` is for libsodium alone; nothing else of the form is made from text. */
const PAGE = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'none'",
  "form-action 'self'",
]

const EVERYWHERE = [
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
]

const join = (rules: readonly string[]) => [...rules, ...EVERYWHERE].join('; ')

/**
 * What a file of the form may do in a browser. A document that brings its scripts along may run exactly those, and
 * reach nobody.
 */
export function documentPolicy(type: string, body: Buffer): string {
  const inline = type.startsWith('text/html') ? inlineHashes(body.toString('utf8')) : []
  if (inline.length === 0) return join(PAGE)
  const allowed = (tag: string) => inline.filter((each) => each.tag === tag).map(({ hash }) => hash)
  return join([
    "default-src 'none'",
    directive('script-src', allowed('script')),
    directive('style-src', allowed('style')),
    "form-action 'none'",
  ])
}

const directive = (name: string, hashes: readonly string[]) =>
  `${name} ${hashes.length === 0 ? "'none'" : hashes.join(' ')}`

const inlineHashes = (html: string) =>
  [...html.matchAll(/<(script|style)(\s[^>]*)?>([\s\S]*?)<\/\1>/gi)]
    .map(([, tag = '', , text = '']) => ({ tag: tag.toLowerCase(), text }))
    .filter(({ text }) => text !== '')
    .map(({ tag, text }) => ({ tag, hash: policyHash(text) }))

/** How a policy names a text that stands in the document itself. */
export const policyHash = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`
