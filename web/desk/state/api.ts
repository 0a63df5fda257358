import type {
  ApproveAnswer,
  CaseView,
  Changes,
  DeedsAnswer,
  DeedsRequest,
  DeskState,
  Draft,
  Inbox,
  KeysView,
  OpenAnswer,
  OpenRequest,
  Preferences,
  ProposalView,
  Refusal,
  SearchAnswer,
  SessionAnswer,
  SimilarCase,
  UndoAnswer,
} from '../../../src/local/wire.ts'
import { doubt, keepProof, provenServer } from './proof.ts'

/**
 * What the local server refused, with its stable code; `gone` where nothing answers, and `stranger` where something else
 * than the program that began this session does.
 */
export class Refused extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

/** Only in this tab, and only while the program runs: it opens nothing without the password. */
const SESSION = 'session'
const heldSession = (): string | null => sessionStorage.getItem(SESSION)

/** Called when an answer says that the desk is locked, or that this tab has no session any more. */
let onRefusal: (code: string) => void = () => undefined
export const listenToRefusals = (listener: typeof onRefusal): void => {
  onRefusal = listener
}

async function ask<Answer>(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Answer> {
  if (path !== BEGIN) await checkServer()
  const session = heldSession()
  const headers = {
    ...(session === null ? {} : { authorization: `Bearer ${session}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const content = body === undefined ? {} : contentOf(method, path, JSON.stringify(body))
  const request = { method, headers, cache: 'no-store', ...content, ...(signal && { signal }) } as const
  const { answer, text } = await answerTo(path, request)
  if (answer.ok) return (text === '' ? undefined : JSON.parse(text)) as Answer
  const refusal = JSON.parse(text) as Refusal
  onRefusal(refusal.code)
  throw new Refused(refusal)
}

/** A connection that breaks within an answer is one that breaks before it: the program may have ended. */
async function answerTo(path: string, request: RequestInit) {
  try {
    const answer = await fetch(path, request)
    return { answer, text: await answer.text() }
  } catch (error) {
    if (request.signal?.aborted === true) throw error
    doubt()
    return refuse('gone')
  }
}

/** The one request that comes before the program can prove itself: with it the tab learns how. */
const BEGIN = '/api/session'

/** Nothing is handed to a program that has taken the place of ours. */
async function checkServer(): Promise<void> {
  const proved = await provenServer()
  if (proved !== 'own') refuse(proved === 'silent' ? 'gone' : 'stranger')
}

function refuse(code: string): never {
  onRefusal(code)
  throw new Refused({ code, message: '' })
}

/** Of a page that goes away, a browser carries this much to its end; in letters that are three bytes at most. */
const CARRIED = 20_000

/** What is kept, such as a draft, and a lock arrive even when the page goes away meanwhile. */
const contentOf = (method: string, path: string, body: string) => ({
  body,
  keepalive: (method === 'PUT' || path === LOCK) && body.length < CARRIED,
})
const LOCK = '/api/lock'

const get = <Answer>(path: string, signal?: AbortSignal) => ask<Answer>('GET', path, undefined, signal)
const post = <Answer>(path: string, body: object = {}) => ask<Answer>('POST', path, body)

export const api = {
  async takeSession(token: string): Promise<void> {
    const { session, proof } = await post<SessionAnswer>(BEGIN, { token })
    sessionStorage.setItem(SESSION, session)
    keepProof(proof)
  },
  state: () => get<DeskState>('/api/state'),
  unlock: (password: string) => post<DeskState>('/api/unlock', { password }),
  lock: () => post<DeskState>(LOCK),
  alive: () => post<void>('/api/alive'),
  inbox: () => get<Inbox>('/api/inbox'),
  changes: (after: number, signal: AbortSignal) => get<Changes>(`/api/changes?after=${after}`, signal),
  sync: () => post<void>('/api/sync'),
  case: (number: number) => get<CaseView>(`/api/cases/${number}`),
  open: (number: number, request: OpenRequest) => post<OpenAnswer>(`/api/cases/${number}/open`, request),
  grant: (number: number, to: string) => post<DeedsAnswer>(`/api/cases/${number}/grant`, { to }),
  leave: (number: number, reason: string) => post<DeedsAnswer>(`/api/cases/${number}/leave`, { reason }),
  conflict: (number: number, reason: string) =>
    post<DeedsAnswer>(`/api/cases/${number}/conflict`, { reason }),
  purge: (number: number) => post<void>(`/api/cases/${number}/purge`),
  keepDraft: (number: number, draft: Draft) => ask<void>('PUT', `/api/cases/${number}/draft`, draft),
  similar: (number: number) => get<readonly SimilarCase[]>(`/api/cases/${number}/similar`),
  do: (request: DeedsRequest) => post<DeedsAnswer>('/api/deeds', request),
  undo: (ids: readonly string[]) => post<UndoAnswer>('/api/undo', { ids }),
  search: (q: string, signal: AbortSignal) =>
    get<SearchAnswer>(`/api/search?q=${encodeURIComponent(q)}`, signal),
  keepPreferences: (preferences: Preferences) => ask<void>('PUT', '/api/preferences', preferences),
  keys: () => get<KeysView>('/api/keys'),
  takeProposal: (file: string) => post<ProposalView>('/api/proposals', { file }),
  approve: (id: string) => post<ApproveAnswer>(`/api/proposals/${id}/approve`),
  proposal: (id: string) => get<ApproveAnswer>(`/api/proposals/${id}`),
  dropProposal: (id: string) => ask<void>('DELETE', `/api/proposals/${id}`),
}
