import { statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { loadChain } from '../intake/chain.ts'
import { holdsKeysFor } from '../intake/held.ts'
import { listsLogKey } from '../intake/keyrings.ts'
import { isCandorError } from '../protocol/errors.ts'
import type { Keyring } from '../protocol/keyring/statement.ts'
import type { Notary } from '../protocol/primitives/primitives.ts'
import { epochOfDay, parseDay } from '../protocol/time.ts'
import { DATABASE, type ReadOnlyStore, readSqliteStore } from '../store/copy.ts'
import { readLogKey } from './log-key.ts'

/** One thing that was looked at. */
export interface CheckFinding {
  readonly about: 'data' | 'keyring' | 'log-key' | 'validity' | 'intake-keys' | 'disk'
  /** `soon`: nothing is wrong yet, and something has to be done. */
  readonly state: 'good' | 'soon' | 'bad'
  /** A sentence. */
  readonly text: string
}

export interface CheckOptions {
  /** The data folder; a server may be using it. */
  readonly data: string
  readonly notary: Notary
  /** Days since 1970-01-01 UTC. */
  readonly today: number
  /** The bytes that are free where a folder lies. */
  readonly freeBytes?: (folder: string) => number
}

/** Looks through a data folder, and changes nothing. Throws `file_unreadable` when there is none, `storage_newer`. */
export function checkServer(options: CheckOptions): readonly CheckFinding[] {
  const { data, notary, freeBytes = freeOn } = options
  const store = readSqliteStore(data)
  try {
    const chain = foundChain(store, notary)
    const { keyring } = chain
    return [
      dataFinding(store),
      chain.finding,
      ...(keyring === null ? [] : keyringFindings(keyring, store, options)),
      diskFinding(data, freeBytes(data)),
    ]
  } finally {
    store.close()
  }
}

const freeOn = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function dataFinding(store: ReadOnlyStore): CheckFinding {
  const faults = store.check()
  const { tips, drops } = store.counts()
  if (faults.length === 0)
    return { about: 'data', state: 'good', text: `All of it is sound (tips: ${tips}, drops: ${drops}).` }
  const more = faults.length > 1 ? `, and ${faults.length - 1} more` : ''
  return { about: 'data', state: 'bad', text: `The data is damaged: ${faults[0]}${more}.` }
}

function foundChain(
  store: ReadOnlyStore,
  notary: Notary,
): { readonly keyring: Keyring | null; readonly finding: CheckFinding } {
  const about = 'keyring'
  try {
    const keyring = loadChain(store, notary, null).at(-1)?.trusted.keyring ?? null
    if (keyring === null)
      return { keyring, finding: { about, state: 'soon', text: 'No keyring is published yet.' } }
    const text = `Keyring ${keyring.seq} and all before it are as they were signed.`
    return { keyring, finding: { about, state: 'good', text } }
  } catch (error) {
    if (!isCandorError(error)) throw error
    return {
      keyring: null,
      finding: { about, state: 'bad', text: `The keyrings do not hold: ${error.message}.` },
    }
  }
}

const keyringFindings = (keyring: Keyring, store: ReadOnlyStore, options: CheckOptions): CheckFinding[] => [
  logKeyFinding(keyring, options),
  validityFinding(keyring, options.today),
  keysFinding(keyring, store, options.today),
]

function logKeyFinding(keyring: Keyring, { data, notary }: CheckOptions): CheckFinding {
  const about = 'log-key'
  try {
    if (listsLogKey(keyring, notary.verifyingKey(readLogKey(data))))
      return { about, state: 'good', text: 'The keyring lists the key that signs receipts.' }
    return {
      about,
      state: 'bad',
      text: 'The keyring does not list the key in server.key: no tip is taken. Restore that file, or publish a keyring with the new key.',
    }
  } catch (error) {
    if (!isCandorError(error)) throw error
    return { about, state: 'bad', text: `The key that signs receipts cannot be used: ${error.message}.` }
  }
}

/** Long enough to gather whoever has to sign. */
const SOON_DAYS = 30

function validityFinding({ validFrom, validUntil }: Keyring, today: number): CheckFinding {
  const about = 'validity'
  const left = parseDay(validUntil) - today
  if (today < parseDay(validFrom))
    return {
      about,
      state: 'bad',
      text: `The keyring is valid from ${validFrom}: no tip can be sealed before.`,
    }
  if (left < 0)
    return {
      about,
      state: 'bad',
      text: `The keyring was valid until ${validUntil}: nobody can seal a tip. Publish a new one.`,
    }
  const days = left === 1 ? '1 day' : `${left} days`
  if (left >= SOON_DAYS)
    return { about, state: 'good', text: `The keyring is valid for ${days}, until ${validUntil}.` }
  return {
    about,
    state: 'soon',
    text: `The keyring is valid for ${days} only, until ${validUntil}. Publish a new one before.`,
  }
}

function keysFinding(keyring: Keyring, store: ReadOnlyStore, today: number): CheckFinding {
  const about = 'intake-keys'
  const week = epochOfDay(today)
  const lacking = keyring.recipients.filter(
    (each) => !holdsKeysFor(store, each, week) || !holdsKeysFor(store, each, week + 1),
  )
  if (lacking.length === 0)
    return { about, state: 'good', text: 'The keys of every recipient for this week and the next are here.' }
  const names = lacking.map(({ label }) => label[0]).join(', ')
  return { about, state: 'bad', text: `Keys for this week or the next are missing of: ${names}.` }
}

/** Every night the file is written anew, which needs room for two more copies (docs/protocol.md, 10.6). */
function diskFinding(data: string, free: number): CheckFinding {
  const needed = 2 * statSync(join(data, DATABASE)).size
  const text = `${megabytes(free)} are free, and the nightly work needs ${megabytes(needed)}.`
  return { about: 'disk', state: free < needed ? 'bad' : 'good', text }
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1_000_000)} MB`
