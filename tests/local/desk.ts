import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { openVault } from '../../src/desk/vault/vault.ts'
import type { DeskSettings } from '../../src/local/program.ts'
import { startDesk } from '../../src/local/start.ts'
import type { StartJob } from '../../src/local/sync/job.ts'
import type { CaseView, OpenAnswer } from '../../src/local/wire.ts'
import { random } from '../cli/inside.ts'
import type { Office } from '../cli/office.ts'

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  /** As JSON; null where there is none. */
  readonly body: Body
}

type Headers = Readonly<Record<string, string>>

/** A whole desk in this process, over a real vault, with a session. */
export interface TestDesk {
  readonly origin: string
  /** An address with a token that nobody has used: for a browser. */
  readonly newLink: () => string
  readonly session: string
  /** As the page asks; other headers take the place of its own, and an empty one is left out. */
  readonly ask: <Body>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Headers,
  ) => Promise<Answer<Body>>
  /** The body of an answer that is no refusal. */
  readonly get: <Body>(path: string) => Promise<Body>
  readonly post: <Body>(path: string, body?: unknown) => Promise<Body>
  readonly put: <Body>(path: string, body: unknown) => Promise<Body>
  readonly close: () => Promise<void>
}

export interface Whose {
  /** The folder of a vault, and its password: it begins unlocked where there is one. */
  readonly vault: string
  readonly password: string | null
  /** Origin of the intake server. */
  readonly server: string
  /** Unix seconds. */
  readonly now: () => number
  readonly settings?: Partial<DeskSettings>
  readonly startJob?: StartJob
}

/** The desk of somebody in an office, begun unlocked unless told. */
export const deskOf = (
  office: Office,
  person: string,
  { locked = false, ...more }: Partial<Whose> & { readonly locked?: boolean } = {},
): Promise<TestDesk> =>
  openTestDesk({
    vault: vaultOf(office, person),
    password: locked ? null : passwordOf(office),
    server: office.api.server.origin,
    now: office.now,
    ...more,
  })

export const vaultOf = ({ data }: Office, person: string): string => join(data, 'trial/vaults', person)

export const passwordOf = ({ data }: Pick<Office, 'data'>): string =>
  readFileSync(join(data, 'trial/password'), 'utf8').trim()

export async function openTestDesk({
  vault,
  password,
  server,
  now,
  settings,
  startJob,
}: Whose): Promise<TestDesk> {
  const key = password === null ? null : await openVault(vault, password)
  const running = await startDesk({
    settings: { ...usual, vault, server, ...settings },
    world: { random, clock: () => now() * 1000, tickMs: 50 },
    key,
    ...(startJob === undefined ? {} : { startJob }),
  })
  const { origin } = running
  const token = new URL(running.newLink()).hash.slice(1)
  const { body } = await ask<{ session: string }>(origin, 'POST', '/api/session', { token }, {})
  const { session } = body
  const own = { authorization: `Bearer ${session}` }
  const desk: TestDesk = {
    origin,
    session,
    newLink: running.newLink,
    ask: (method, path, body, headers = {}) => ask(origin, method, path, body, { ...own, ...headers }),
    get: async (path) => sound(await desk.ask('GET', path)),
    post: async (path, body = {}) => sound(await desk.ask('POST', path, body)),
    put: async (path, body) => sound(await desk.ask('PUT', path, body)),
    close: running.close,
  }
  return desk
}

/** Nothing waits longer than it must, so that tests need not. */
const usual: Omit<DeskSettings, 'vault' | 'server'> = {
  isTrial: true,
  version: '1.2.3',
  passwordFile: null,
  jitterSeconds: 0,
  graceSeconds: 0,
  watchSeconds: 600,
  snapshots: null,
  isTorified: false,
}

function sound<Body>({ status, text, body }: Answer<Body>): Body {
  if (status >= 400) throw new Error(`${status} ${text}`)
  return body
}

/** One request without a browser, in which every header can be chosen. */
export function ask<Body>(
  origin: string,
  method: string,
  path: string,
  body: unknown,
  headers: Headers,
): Promise<Answer<Body>> {
  const { hostname, port, host } = new URL(origin)
  const content = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const length = `${Buffer.byteLength(content)}`
  const ofBody = { 'content-type': 'application/json', 'content-length': length }
  const usual = { host, ...(body === undefined ? {} : ofBody) }
  const chosen = Object.entries({ ...usual, ...headers }).filter(([, value]) => value !== '')
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { hostname, port, method, path, headers: Object.fromEntries(chosen), agent: false },
      (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('error', reject)
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8')
          const { statusCode = 0, headers } = answer
          resolve({ status: statusCode, headers, text, body: parsed(text) as Body })
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(content)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

/** A person opens a case: the page says which of the words that it shows were unread. */
export async function lookAt(desk: TestDesk, number = 1, acknowledge = false): Promise<OpenAnswer> {
  const { conversation } = await desk.get<CaseView>(`/api/cases/${number}`)
  return desk.post(`/api/cases/${number}/open`, { seen: unreadIn(conversation), acknowledge })
}

const unreadIn = (conversation: CaseView['conversation']): string[] =>
  (conversation?.lines ?? []).filter(({ isUnread }) => isUnread).map(({ hash }) => hash)

/** Looks again and again until something is so. */
export async function until<Found>(
  look: () => Promise<Found | null | false | undefined>,
  tries = 400,
): Promise<Found> {
  for (let tried = 0; tried < tries; tried++) {
    const found = await look()
    if (found !== null && found !== false && found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('it never came to be so')
}
