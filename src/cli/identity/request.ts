import { existsSync } from 'node:fs'
import { enrolmentOf, type Identity, type Keyset, listFrom } from '../../desk/vault/identity.ts'
import { writeWhole } from '../../keyfile/whole-file.ts'
import { CandorError } from '../../protocol/errors.ts'
import { fingerprint, identityKey } from '../../protocol/fingerprint.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { encodeRequest } from '../../protocol/request-file.ts'
import { dayOf, epochOfDay } from '../../protocol/time.ts'
import type { Context } from '../program.ts'
import { secondsOf } from '../session.ts'

/** An identity of a person, as it asks to be enrolled. */
export interface Asking {
  readonly recipientId: string
  readonly keyset: Keyset
  readonly label: string
}

export const wordsOf = (p: Primitives, recipientId: string, { signing }: Keyset): string =>
  fingerprint(p, 'identity', identityKey(recipientId, p.verifyingKey(signing)))

export const thisWeek = (context: Context): number => epochOfDay(dayOf(secondsOf(context)))

export function requestOf(p: Primitives, { recipientId, keyset, label }: Asking, week: number): Uint8Array {
  const intake = listFrom(keyset, week)
  const { recipient, block } = enrolmentOf(p, { recipientId, signing: keyset.signing, intake })
  return encodeRequest({ label, id: recipientId, identity: recipient.identity, blockBytes: block })
}

/** @throws `file_exists` */
export function refuseExisting(path: string): void {
  if (existsSync(path))
    throw new CandorError('file_exists', `${path} exists already`, 'choose another name with --out')
}

export const writeRequest = (path: string, bytes: Uint8Array): Promise<void> =>
  writeWhole(path, bytes, { mode: 0o644, replace: false })

/** The identity that is to be enrolled: the one to come, else the one in use. */
export const keysetToAskFor = (identity: Identity): Keyset => identity.coming ?? identity

/** Twelve words on lines of their own, so that they can be read out. */
export function showWords({ terminal }: Context, words: string): void {
  const parts = words.split(' ')
  terminal.line('')
  for (let at = 0; at < parts.length; at += 6) {
    terminal.line({ text: `    ${parts.slice(at, at + 6).join(' ')}`, style: 'strong' })
  }
  terminal.line('')
}
