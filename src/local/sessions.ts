import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { toBase64 } from '../protocol/bytes.ts'
import type { Random } from '../protocol/primitives/primitives.ts'
import { DeskRefusal } from './refusals.ts'
import type { SessionAnswer } from './wire.ts'

/** Who may ask this server for anything: whoever brought the token of a link, which counts once. */
export interface Sessions {
  /** A new token; the one before, where nobody has used it, counts no more. */
  newToken(): string
  /** @throws `session_missing` for any other token than the newest, for that one the second time, and when it is old */
  take(token: string): SessionAnswer
  /** What only the server that gave the sessions can say to a nonce: whoever takes over its port cannot. */
  prove(origin: string, nonce: string): string
  holds(session: string): boolean
  /** Called when a token was used. */
  onTaken: () => void
}

const LENGTH = 32
/** Whoever opens more windows than this begins to lose the oldest. */
const MOST = 32
/** So long somebody may take to follow a link, in milliseconds: it may go on standing in a terminal. */
const TOKEN_MS = 10 * 60_000

/** @param clock milliseconds since 1970-01-01 UTC */
export function openSessions(random: Random, clock: () => number): Sessions {
  // Only hashes are kept: what is compared takes as long whatever it is, and a look into memory gives no session away.
  let token: { readonly hash: Buffer; readonly until: number } | null = null
  const proof = random(LENGTH)
  let held: readonly Buffer[] = []
  const fresh = () => urlSafe(random(LENGTH))
  const sessions: Sessions = {
    onTaken: () => undefined,
    newToken() {
      const text = fresh()
      token = { hash: hashOf(text), until: clock() + TOKEN_MS }
      return text
    },
    take(text) {
      if (token === null || clock() > token.until || !timingSafeEqual(token.hash, hashOf(text)))
        throw noSession()
      token = null
      const session = fresh()
      held = [...held, hashOf(session)].slice(-MOST)
      sessions.onTaken()
      return { session, proof: urlSafe(proof) }
    },
    prove: (origin, nonce) =>
      urlSafe(createHmac('sha256', proof).update(`candor-desk ${origin} ${nonce}`).digest()),
    holds(text) {
      const hash = hashOf(text)
      return held.map((each) => timingSafeEqual(each, hash)).includes(true)
    },
  }
  return sessions
}

export const noSession = () =>
  new DeskRefusal(401, 'session_missing', 'this window has no session with the desk: open it by a new link')

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()

const urlSafe = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
