import {
  type Bytes,
  demand,
  fromBase64,
  fromHex,
  join,
  label,
  toBase64,
  toHex,
  u16,
  u64,
  utf8,
} from './bytes.ts'
import { bytesOf, type Keyring } from './keyring.ts'
import { sha256, sign, verify } from './primitives.ts'

export type Request = { method: string; path: string; body: Bytes }

/** 10.3 */
const signedBytes = (orgId: Bytes, id: Bytes, time: number, { method, path, body }: Request): Bytes => {
  const [verb, target] = [utf8(method), utf8(path)]
  return join(
    label('request'),
    orgId,
    id,
    u64(time),
    u16(verb.length),
    verb,
    u16(target.length),
    target,
    sha256(body),
  )
}

export const authorize = (seed: Bytes, orgId: Bytes, id: Bytes, time: number, request: Request): string => {
  const signature = sign(seed, signedBytes(orgId, id, time, request))
  return `Candor recipient="${toHex(id)}", time="${time}", signature="${toBase64(signature)}"`
}

const form = /^Candor recipient="([0-9a-f]{32})", time="(0|[1-9][0-9]{0,15})", signature="([A-Za-z0-9+/=]+)"$/

/** 10.3: gives the recipient's id */
export const checkRequest = (
  keyring: Keyring,
  orgId: Bytes,
  now: number,
  header: string,
  request: Request,
): string => {
  const [, id = '', time = '', signature = ''] = form.exec(header) ?? []
  const recipient = keyring.recipients.find((one) => one.id === id)
  demand(recipient !== undefined, 'not a recipient')
  demand(Math.abs(Number(time) - now) <= 300, 'the request is late')
  const message = signedBytes(orgId, fromHex(id, 16), Number(time), request)
  demand(
    verify(bytesOf(recipient.identity), message, fromBase64(signature, 64)),
    'not signed by that recipient',
  )
  return id
}
