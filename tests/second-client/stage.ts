import { type Bytes, join, Refusal, toBase64, utf8 } from './bytes.ts'
import { follow, signKeyring } from './chain.ts'
import { sourceKeys } from './codename.ts'
import type { Keyring } from './keyring.ts'
import { openTip, type Reading } from './open.ts'
import { type Draft, type Sent, sealTip } from './send.ts'

export const acceptedByBoth = ['accepted', 'accepted']
export const refusedByBoth = ['refused', 'refused']

/** What the second client says of it: accepted, or the kind of its refusal. A fault of its own goes on being thrown. */
export const mine = (act: () => unknown): string => {
  try {
    act()
    return 'accepted'
  } catch (error) {
    if (error instanceof Refusal) return error.kind
    throw error
  }
}

/** What the product says of it, in the same words. */
export const theirs = (act: () => unknown): string => {
  try {
    act()
    return 'accepted'
  } catch (error) {
    if (!(error instanceof Error && error.name === 'CandorError' && 'code' in error)) throw error
    if (error.code === 'open_failed') return 'unopened'
    return String(error.code).endsWith('_newer') ? 'newer' : 'refused'
  }
}

export const first = <T>(items: readonly T[]): T => items[0] as T

const texts = [
  'They took money.',
  'Начальник берёт откаты, «подпись» — его.',
  'Сатып алу бөлімі: ұсыныс, өтінім, қыркүйек, ғимарат, әңгіме, һәм ің',
  '🧾👩🏽‍⚖️ \u0000\u0001\u001f"\\/\b\t\n\f\r\u007f\u2028\u2029\ufeff\ufffd e\u0301 é',
]

export const draftOf = (changes: Partial<Draft> = {}): Draft => ({
  language: 'ru',
  questionnaire: 1,
  answers: texts.map((text, n) => (n === 0 ? { id: 'what', n, text } : { id: 'who', n, text })),
  desks: ['main'],
  exclude: [],
  escalate: [],
  files: [],
  checkpoint: '',
  ...changes,
})

export const file = {
  name: 'Отчёт 📎.pdf',
  type: 'application/pdf',
  size: Number.MAX_SAFE_INTEGER,
  key: toBase64(new Uint8Array(32).fill(7)),
  blobs: [toBase64(new Uint8Array(32).fill(8)), toBase64(new Uint8Array(32))],
}

/** The ids of the recipients at these places. */
export const out = (keyring: Keyring, ...places: number[]): string[] =>
  keyring.recipients.filter((_, place) => places.includes(place)).map(({ id }) => id)

type Person = { id: string; seeds: readonly Bytes[]; block: { firstEpoch: number; keys: readonly Bytes[] } }

type Organisation<Trusted> = { trusted: Trusted; people: readonly Person[]; statement: Bytes }

export const entropy = new Uint8Array(16).fill(42)

/** One organisation as both see it, in one week. */
export const settle = <Trusted extends { orgId: Bytes; keyring: Keyring; hash: Bytes }>(
  { trusted, people, statement }: Organisation<Trusted>,
  epoch = first(people).block.firstEpoch,
) => {
  const chain = follow(trusted.orgId, [statement])
  const { block, seeds: listed } = first(people)
  const place = Math.min(epoch - block.firstEpoch, listed.length - 1)
  const keys = people.map((person) => person.block.keys[place] as Bytes)
  const seeds = people.map((person) => person.seeds[place] as Bytes)
  return { chain, trusted, people, keys, seeds, epoch, source: sourceKeys(entropy, trusted.orgId) }
}

export type Setting = ReturnType<typeof settle>

export const sealMine = (s: Setting, draft: Draft, today: number, seed: Bytes): Sent =>
  sealTip({ chain: s.chain, today, intakeKeys: join(...s.keys), entropy, draft, random: () => seed })

export const openMine = ({ chain, people, keys }: Setting, place: number, envelope: Bytes): Reading => {
  const { id, seeds } = people[place] as Person
  return openTip(chain, { id, kemSeeds: [...seeds] }, join(...keys), envelope)
}

/** Signed without being read first: a dishonest admin's tool would not refuse either. */
export const signUnread = (next: unknown, signers: readonly Bytes[]): Bytes =>
  signKeyring(utf8(JSON.stringify(next)), signers)
