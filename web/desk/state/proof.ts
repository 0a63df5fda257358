import type { ProveAnswer, ProveRequest } from '../../../src/local/wire.ts'

/** What the program and this tab alone know. It never leaves this tab. */
const PROOF = 'proof'
export const keepProof = (proof: string): void => sessionStorage.setItem(PROOF, proof)

/** `silent`: nothing answers. `stranger`: something else answers at the address of the program. */
type Proved = 'own' | 'silent' | 'stranger'

let isOwn = false

/** Where the program may have ended, another one may have taken its place: it has to prove itself anew. */
export function doubt(): void {
  isOwn = false
}

/** Whether the program that began this session is the one that answers; it is asked where there is a doubt. */
export async function provenServer(): Promise<Proved> {
  if (isOwn) return 'own'
  const proved = await prove()
  isOwn = proved === 'own'
  return proved
}

const NONCE_BYTES = 32
/** A program that is busy answers late; one that never does is none. */
const PATIENCE_MS = 10_000

/** Nothing that could open anything goes along: no session, and no password. */
async function prove(): Promise<Proved> {
  const proof = sessionStorage.getItem(PROOF)
  if (proof === null) return 'silent'
  const nonce = toText(crypto.getRandomValues(new Uint8Array(NONCE_BYTES)))
  const answer = await fetch('/api/prove', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ nonce } satisfies ProveRequest),
    cache: 'no-store',
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch(() => null)
  if (answer === null) return 'silent'
  return (await isSound(answer, proof, nonce).catch(() => false)) ? 'own' : 'stranger'
}

async function isSound(answer: Response, proof: string, nonce: string): Promise<boolean> {
  const { mac } = (await answer.json()) as ProveAnswer
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', toBytes(proof), hmac, false, ['verify'])
  const message = new TextEncoder().encode(`candor-desk ${location.origin} ${nonce}`)
  return answer.ok && (await crypto.subtle.verify('HMAC', key, toBytes(mac), message))
}

/** Base64url without the signs at its end. */
const toText = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const toBytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
