import { loadEngine } from './engine/index.ts'
import { createLoader, type Loader } from './loader.ts'
import { type Organisation, parseOrganisation } from './organisation.ts'
import { createPatience, type Patience } from './patience.ts'
import { PageRefusal, type Reason, reasonOf } from './refusal.ts'
import type { Session } from './session/index.ts'

type Progress =
  | { readonly at: 'loading' }
  | { readonly at: 'ready'; readonly session: Session }
  | { readonly at: 'refused'; readonly reason: Reason }

/** What happens in the background while a person reads and types. */
export interface Connection {
  readonly patience: Patience
  readonly progress: () => Progress
  readonly organisation: () => Organisation | null
  readonly watch: (listener: () => void, signal: AbortSignal) => void
  readonly load: Loader
  /** Begins again after a refusal. */
  readonly start: () => void
}

export const seconds = () => Math.floor(Date.now() / 1000)

export function createConnection(): Connection {
  const patience = createPatience(Date.now)
  let organisation: Organisation | null = null
  const open = async (load: Loader) => {
    organisation = await patience.persist(readOrganisation)
    return openWith(patience, load, organisation)
  }
  return followed(patience, open, () => organisation)
}

/** Tells whoever looks how far the work is. */
export function followed(
  patience: Patience,
  open: (load: Loader) => Promise<Session>,
  organisation: () => Organisation | null,
): Connection {
  const load = createLoader(patience)
  let progress: Progress = { at: 'loading' }
  const listeners = new Set<() => void>()
  const become = (next: Progress) => {
    progress = next
    for (const listener of listeners) listener()
  }
  const start = () => {
    become({ at: 'loading' })
    open(load).then(
      (session) => become({ at: 'ready', session }),
      (error: unknown) => become({ at: 'refused', reason: reasonOf(error) }),
    )
  }
  const watch = (listener: () => void, signal: AbortSignal) => {
    listeners.add(listener)
    patience.watch(listener, signal)
    signal.addEventListener('abort', () => listeners.delete(listener))
  }
  return { patience, progress: () => progress, organisation, watch, load, start }
}

async function openWith(patience: Patience, load: Loader, { id, api }: Organisation): Promise<Session> {
  const p = await loadEngine(load)
  const { openOnline } = await load<typeof import('./session/online.ts')>('session.js')
  return openOnline({ p, patience, server: api, organisation: id, random, clock: seconds })
}

export const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))

async function readOrganisation(): Promise<Organisation> {
  const init = {
    cache: 'no-store',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    redirect: 'error',
  } as const
  const response = await fetch(new URL('org.json', new URL('.', document.URL)), init).catch(() => null)
  if (response === null || response.status >= 500 || response.status === 429) throw lost()
  if (!response.ok) throw new PageRefusal('page_unset')
  const json: unknown = await response.json().catch(() => null)
  return parseOrganisation(json, new URL(document.URL))
}

const lost = () => Object.assign(new Error('org.json'), { code: 'network_unreachable' })
