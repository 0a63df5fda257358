import type { ErrorCode } from '../../protocol/errors.ts'
import { policyHash } from '../form/policy.ts'
import { type Language, reasonOf, type Words, words } from './words.ts'

const STYLE =
  ':root{color-scheme:light dark}body{font:1.125rem/1.6 system-ui,sans-serif;max-width:36rem;margin:2rem auto;padding:0 1rem}' +
  'h1{font-size:1.5rem;line-height:1.3}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:1rem}'

/** Nothing but its own style; not even a form. */
export const PAGE_POLICY = `default-src 'none'; style-src ${policyHash(STYLE)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox`

/** The answer to whoever handed in a file. Without a language that we know it is said in all of them. */
export const arrivedPage = (language: Language | null, promise: string): string =>
  page(
    language,
    ({ title, arrived, receipt }) => [heading(title), ...[...arrived, receipt].map(paragraph)],
    `<pre lang="en">${escape(promise)}</pre>`,
  )

export const refusedPage = (language: Language | null, code: ErrorCode): string =>
  page(language, ({ refused, reasons }) => [heading(refused), paragraph(reasons[reasonOf(code)])])

function page(language: Language | null, parts: (words: Words) => readonly string[], end = ''): string {
  const languages = language === null ? (Object.keys(words) as Language[]) : [language]
  const sections = languages.map(
    (each) => `<section lang="${each}">\n${parts(words[each]).join('\n')}\n</section>`,
  )
  return `<!doctype html>
<html lang="${language ?? 'en'}" translate="no">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Candor</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${[...sections, end].join('\n')}
</main>
</body>
</html>
`
}

const heading = (text: string) => `<h1>${escape(text)}</h1>`
const paragraph = (text: string) => `<p>${escape(text)}</p>`

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escape = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? '')
