import * as v from 'valibot'
import { type Bytes, fromUtf8, toUtf8 } from '../protocol/bytes.ts'
import { CandorError } from '../protocol/errors.ts'
import { type Keyring, keyringSchema } from '../protocol/keyring/statement.ts'
import { defaultPolicy, languages, questionnaire } from './template.ts'

/** What an admin writes about an organisation: for people to edit, so its spelling is free and its fields are not. */
const { entries } = keyringSchema
const schema = v.strictObject({
  candor: v.literal('organisation'),
  version: v.literal(1),
  languages: entries.languages,
  name: entries.name,
  contact: entries.contact,
  desks: entries.desks,
  policy: entries.policy,
  questionnaire: entries.questionnaire,
  logKeys: v.pipe(v.array(entries.logKeys.pipe[0].item), v.maxLength(8)),
})

export type OrganisationFile = v.InferOutput<typeof schema>

const NO_ABOUT = ['', '', '']

/** One to begin with: every text is there to be replaced. */
const template: OrganisationFile = {
  candor: 'organisation',
  version: 1,
  languages: [...languages],
  name: ['Name of the organisation', 'Название организации', 'Ұйымның атауы'],
  contact: [
    'Whom else to ask, over another channel',
    'К кому ещё обратиться, по другому каналу',
    'Басқа арна арқылы тағы кімге жүгінуге болады',
  ],
  desks: [{ id: 'main', label: ['Main desk', 'Основной отдел', 'Негізгі бөлім'], about: NO_ABOUT }],
  policy: defaultPolicy,
  questionnaire,
  logKeys: [],
}

export const organisationTemplate = (): Bytes => toUtf8(`${JSON.stringify(template, null, 2)}\n`)

/** What a keyring says of its organisation, to be edited. */
export function describe(keyring: Keyring): Bytes {
  const { languages, name, contact, desks, policy, questionnaire, logKeys } = keyring
  const file = { candor: 'organisation', version: 1, languages, name, contact, desks, policy, questionnaire }
  return toUtf8(`${JSON.stringify({ ...file, logKeys }, null, 2)}\n`)
}

/**
 * Reads what an admin wrote.
 * @param name of the file, for the message
 * @throws `usage`, naming the field
 */
export function parseOrganisationFile(name: string, bytes: Bytes): OrganisationFile {
  const result = v.safeParse(schema, jsonIn(name, bytes))
  if (result.success) return result.output
  const [issue] = result.issues
  const field = v.getDotPath(issue)
  throw new CandorError(
    'usage',
    field === null
      ? `${name} is not a description of an organisation`
      : `${name}: the field ${field} cannot be used: ${faultOf(issue)}`,
    'put it right, or begin again with candor admin template',
  )
}

function faultOf({ type, expected, received }: v.BaseIssue<unknown>): string {
  if (expected === 'never') return 'there is no such field'
  if (received === 'undefined') return 'it is missing'
  if (/length|bytes|regex|check/.test(type)) return 'it is too short, too long, or holds what it may not'
  return expected === null ? 'it is not right' : `${expected} belongs there, and not ${received}`
}

function jsonIn(name: string, bytes: Bytes): unknown {
  try {
    return JSON.parse(fromUtf8(bytes))
  } catch (error) {
    const why = error instanceof SyntaxError ? `: ${error.message}` : ''
    throw new CandorError('usage', `${name} is not JSON${why}`, 'look for a comma or a quotation mark')
  }
}
