import {
  type Bytes,
  dayFromText,
  dayToText,
  demand,
  fromBase64,
  fromUtf8,
  join,
  same,
  toBase64,
  toHex,
  utf8,
} from './bytes.ts'
import type { Chain } from './chain.ts'
import { bytesOf } from './keyring.ts'
import { hmac256, sha256, sign, signKey, verify } from './primitives.ts'

/** 8.1 */
export const receiptTag = (receiptKey: Bytes, envelopeHash: Bytes): Bytes => hmac256(receiptKey, envelopeHash)

export type Submission = { orgId: Bytes; hash: Bytes; tag: Bytes }

/** 8.2: the five lines that are signed */
const promiseText = ({ orgId, hash, tag }: Submission, day: number): string =>
  `candor promise v1\norganisation ${toHex(orgId)}\nenvelope ${toHex(hash)}\ntag ${toHex(tag)}\nday ${dayToText(day)}\n`

const nameOf = (orgId: Bytes): string => `candor/${toHex(orgId).slice(0, 16)}`

const keyId = (name: string, key: Bytes): Bytes =>
  sha256(utf8(name), Uint8Array.of(0x0a, 0x01), key).slice(0, 4)

export const makePromise = (submission: Submission, day: number, logSeed: Bytes): string => {
  const text = promiseText(submission, day)
  const name = nameOf(submission.orgId)
  const proof = join(keyId(name, signKey(logSeed)), sign(logSeed, utf8(text)))
  return `${text}\n— ${name} ${toBase64(proof)}\n`
}

const isSignedBy = (key: Bytes, name: string, text: string, proof: Bytes): boolean =>
  same(proof.subarray(0, 4), keyId(name, key)) && verify(key, utf8(text), proof.subarray(4))

/** 8.2: gives the day, when the promise is about this submission and any keyring lists its key */
export const checkPromise = (chain: Chain, hash: Bytes, tag: Bytes, promise: Bytes): number => {
  const lines = fromUtf8(promise).split('\n')
  const [, , , , dayLine = '', empty, signature = '', end] = lines
  demand(lines.length === 8 && empty === '' && end === '', 'not the lines of a promise')
  const day = dayFromText(dayLine.replace(/^day /, ''))
  const text = promiseText({ orgId: chain.orgId, hash, tag }, day)
  demand(text === `${lines.slice(0, 5).join('\n')}\n`, 'a promise about something else')
  const prefix = `— ${nameOf(chain.orgId)} `
  demand(signature.startsWith(prefix), 'a promise by somebody else')
  const proof = fromBase64(signature.slice(prefix.length), 68)
  const keys = chain.keyrings.flatMap(({ keyring }) => keyring.logKeys.map(bytesOf))
  demand(
    keys.some((key) => isSignedBy(key, nameOf(chain.orgId), text, proof)),
    'a promise that does not hold',
  )
  return day
}
