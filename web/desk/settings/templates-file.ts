import type { Template, Texts } from '../../../src/local/wire.ts'

/** What is wrong with a file of templates; the page has the words. */
export type FaultCode =
  | 'not-json'
  | 'not-templates'
  | 'newer'
  | 'missing'
  | 'unknown'
  | 'wrong'
  | 'empty'
  | 'too-long'
  | 'twice'
  | 'too-many'

/** Where it is wrong, such as `templates[2].title.ru`; empty where it is the file itself. */
export class TemplatesFault extends Error {
  readonly code: FaultCode
  readonly path: string
  constructor(code: FaultCode, path = '') {
    super(`${code} ${path}`)
    this.code = code
    this.path = path
  }
}

export const MOST_TEMPLATES = 200
export const LONGEST_TITLE = 200
export const LONGEST_TEMPLATE = 10_000
const LONGEST_ID = 64

const VERSION = 1

/** The file that an organisation hands to everybody. */
export const templatesFile = (templates: readonly Template[]): string =>
  `${JSON.stringify({ candor: 'templates', version: VERSION, templates }, null, 2)}\n`

/** Reads such a file exactly: nothing is guessed, and nothing is left out. @throws {@link TemplatesFault} */
export function parseTemplates(file: string): Template[] {
  const { candor, version, templates } = fieldsOf(parseJson(file), '', ['candor', 'version', 'templates'])
  if (candor !== 'templates') throw new TemplatesFault('not-templates')
  if (version !== VERSION) throw new TemplatesFault(isNewer(version) ? 'newer' : 'wrong', 'version')
  if (!Array.isArray(templates)) throw new TemplatesFault('wrong', 'templates')
  if (templates.length > MOST_TEMPLATES) throw new TemplatesFault('too-many', 'templates')
  const all = templates.map((each, i) => templateAt(each, `templates[${i}]`))
  const twice = all.findIndex(({ id }, i) => all.findIndex((each) => each.id === id) !== i)
  if (twice >= 0) throw new TemplatesFault('twice', `templates[${twice}].id`)
  return all
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(file) as unknown
  } catch {
    throw new TemplatesFault('not-json')
  }
}

const isNewer = (version: unknown): boolean => typeof version === 'number' && version > VERSION

function templateAt(value: unknown, path: string): Template {
  const { id, use, title, text } = fieldsOf(value, path, ['id', 'use', 'title', 'text'])
  if (use !== 'say' && use !== 'ask' && use !== 'tell') throw new TemplatesFault('wrong', `${path}.use`)
  const template = {
    id: textAt(id, `${path}.id`, LONGEST_ID),
    use,
    title: textsAt(title, `${path}.title`, LONGEST_TITLE),
    text: textsAt(text, `${path}.text`, LONGEST_TEMPLATE),
  } as const
  const alone = languagesOf(template).find((tag) => !(tag in template.title && tag in template.text))
  if (alone === undefined) return template
  throw new TemplatesFault('missing', `${path}.${alone in template.title ? 'text' : 'title'}.${alone}`)
}

/** Every language in which there is a name or a text. */
export const languagesOf = ({ title, text }: Pick<Template, 'title' | 'text'>): string[] => [
  ...new Set([...Object.keys(title), ...Object.keys(text)]),
]

/** Every one of these fields, and no other. */
function fieldsOf<Name extends string>(
  value: unknown,
  path: string,
  names: readonly Name[],
): Record<Name, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TemplatesFault(path === '' ? 'not-templates' : 'wrong', path)
  const at = (name: string) => (path === '' ? name : `${path}.${name}`)
  const missing = names.find((name) => !Object.hasOwn(value, name))
  if (missing !== undefined)
    throw missing === 'candor'
      ? new TemplatesFault('not-templates')
      : new TemplatesFault('missing', at(missing))
  const unknown = Object.keys(value).find((name) => !(names as readonly string[]).includes(name))
  if (unknown !== undefined) throw new TemplatesFault('unknown', at(unknown))
  return value as Record<Name, unknown>
}

function textsAt(value: unknown, path: string, longest: number): Texts {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TemplatesFault('wrong', path)
  const entries = Object.entries(value)
  if (entries.length === 0) throw new TemplatesFault('empty', path)
  return Object.fromEntries(
    entries.map(([tag, text]) => {
      if (!/^[a-z]{2,3}(-[A-Z][a-z]{3})?$/.test(tag)) throw new TemplatesFault('wrong', `${path}.${tag}`)
      return [tag, textAt(text, `${path}.${tag}`, longest)]
    }),
  )
}

function textAt(value: unknown, path: string, longest: number): string {
  // Half a character cannot be sent.
  if (typeof value !== 'string' || !/^\P{Surrogate}*$/u.test(value)) throw new TemplatesFault('wrong', path)
  if (value.trim() === '') throw new TemplatesFault('empty', path)
  if (value.length > longest) throw new TemplatesFault('too-long', path)
  return value
}
