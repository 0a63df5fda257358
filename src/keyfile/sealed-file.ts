import sodium, { memzero, ready } from 'libsodium-wrappers-sumo'
import { CandorError } from '../protocol/errors.ts'

/** What a sealed file holds. The kind is sealed in: a vault can never be passed off as a root key. */
export type FileKind = 'vault' | 'root' | 'identity' | 'recovery'

/** What deriving a key from the password costs, and so what every guess costs a thief. */
export interface Cost {
  /** Argon2id passes over the memory, 1 to 16. */
  readonly passes: number
  /** Bytes of memory, whole KiB, 8 MiB to 1 GiB. */
  readonly memory: number
}

const MIB = 1024 * 1024

/** About a second in WebAssembly on an ordinary laptop. */
const defaultCost: Cost = { passes: 3, memory: 128 * MIB }

/** Never for a file that anyone keeps: the least that the format allows, so that tests are quick. */
export const costForTestsOnly: Cost = { passes: 1, memory: 8 * MIB }

const VERSION = 1
const SALT_BYTES = 16
const NONCE_BYTES = 24
const KEY_BYTES = 32
const TAG_BYTES = 16

const names: Record<FileKind, string> = {
  vault: 'vault',
  root: 'root key',
  identity: 'identity',
  recovery: 'recovery',
}

interface Header {
  readonly kind: FileKind
  readonly cost: Cost
  readonly salt: Uint8Array
  readonly nonce: Uint8Array
}

interface SealedFile extends Header {
  readonly ciphertext: Uint8Array
}

/**
 * Seals `plaintext` under a password.
 *
 * @param random gives fresh random bytes: 16 for the salt, then 24 for the nonce
 * @returns UTF-8 text, about 4/3 of the plaintext and 300 bytes
 * @throws CandorError `password_missing` when the password is empty
 */
export async function sealFile(request: {
  readonly kind: FileKind
  readonly password: string
  readonly plaintext: Uint8Array
  readonly random: (length: number) => Uint8Array
  readonly cost?: Cost | undefined
}): Promise<Uint8Array> {
  const { kind, password, plaintext, random, cost = defaultCost } = request
  if (!isAllowed(cost)) throw new RangeError('the cost of a sealed file is out of bounds')
  await ready
  const header: Header = { kind, cost, salt: random(SALT_BYTES), nonce: random(NONCE_BYTES) }
  return withKey(password, header, (key) => {
    const data = associatedData(header)
    const seal = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt
    return encode({ ...header, ciphertext: seal(plaintext, data, null, header.nonce, key) })
  })
}

/**
 * Opens what `sealFile` made. The work that the file asks for is checked before any memory is spent on it.
 *
 * @throws CandorError `password_wrong` when a whole file does not open; `file_damaged` when it is cut short, edited,
 * of another kind or something else altogether; `password_missing` when the password is empty
 */
export async function openFile(request: {
  readonly kind: FileKind
  readonly password: string
  readonly bytes: Uint8Array
}): Promise<Uint8Array> {
  const file = parse(request.bytes, request.kind)
  await ready
  return withKey(request.password, file, (key) => {
    try {
      const open = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt
      return open(null, file.ciphertext, associatedData(file), file.nonce, key)
    } catch {
      throw new CandorError(
        'password_wrong',
        'the password does not open this file, or the file was altered',
        'try the password again; if it is surely right, take the file from a backup',
      )
    }
  })
}

function withKey<T>(password: string, header: Header, use: (key: Uint8Array) => T): T {
  if (password === '') throw new CandorError('password_missing', 'the password is empty')
  const key = deriveKey(password, header)
  try {
    return use(key)
  } finally {
    memzero(key)
  }
}

function deriveKey(password: string, { cost, salt }: Header): Uint8Array {
  // NFC, so that the same letters typed on any system give the same bytes; NFKC would also make passwords
  // that look different open the same file.
  const secret = new TextEncoder().encode(password.normalize('NFC'))
  const algorithm = sodium.crypto_pwhash_ALG_ARGON2ID13
  try {
    return sodium.crypto_pwhash(KEY_BYTES, secret, salt, cost.passes, cost.memory, algorithm)
  } catch {
    throw new CandorError(
      'file_unreadable',
      `checking the password needs ${Math.ceil(cost.memory / MIB)} MiB of memory, and there is not enough`,
      'close other programs and try again',
    )
  } finally {
    memzero(secret)
  }
}

function isAllowed({ passes, memory }: Cost): boolean {
  const isWhole = Number.isInteger(passes) && Number.isInteger(memory / 1024)
  return isWhole && passes >= 1 && passes <= 16 && memory >= 8 * MIB && memory <= 1024 * MIB
}

const toBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

const headerFields = ({ kind, cost, salt, nonce }: Header) => ({
  candor: 'sealed-file',
  version: VERSION,
  kind,
  kdf: { name: 'argon2id', passes: cost.passes, memory: cost.memory, salt: toBase64(salt) },
  nonce: toBase64(nonce),
})

const associatedData = (header: Header) => new TextEncoder().encode(JSON.stringify(headerFields(header)))

const encodeText = (file: SealedFile) =>
  `${JSON.stringify({ ...headerFields(file), ciphertext: toBase64(file.ciphertext) }, null, 2)}\n`

const encode = (file: SealedFile) => new TextEncoder().encode(encodeText(file))

function parse(bytes: Uint8Array, kind: FileKind): SealedFile {
  const text = readText(bytes)
  const fields = text === undefined ? undefined : readFields(text)
  if (fields?.['candor'] !== 'sealed-file') throw damaged(kind)
  refuseOther(fields, kind)
  const file = readFile(fields, kind)
  if (!file || encodeText(file) !== text) throw damaged(kind)
  return file
}

function readText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function readFields(text: string): Record<string, unknown> | undefined {
  try {
    return asRecord(JSON.parse(text))
  } catch {
    return undefined
  }
}

const asRecord = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined

function refuseOther({ kind, version }: Record<string, unknown>, wanted: FileKind): void {
  if (typeof version === 'number' && version > VERSION) {
    throw new CandorError(
      'file_damaged',
      `this ${names[wanted]} file was written by a newer Candor`,
      'install the newer version, then try again',
    )
  }
  if (!isKind(kind) || kind === wanted) return
  throw new CandorError(
    'file_damaged',
    `this is a file of the kind "${names[kind]}", and one of the kind "${names[wanted]}" is needed`,
    'check which file was named',
  )
}

const isKind = (value: unknown): value is FileKind => typeof value === 'string' && Object.hasOwn(names, value)

/** Lenient about spelling and surplus: `parse` compares the whole text afterwards. */
function readFile(fields: Record<string, unknown>, kind: FileKind): SealedFile | undefined {
  const kdf = asRecord(fields['kdf'])
  const cost = { passes: Number(kdf?.['passes']), memory: Number(kdf?.['memory']) }
  if (!isAllowed(cost)) return undefined
  const salt = readBase64(kdf?.['salt'])
  const nonce = readBase64(fields['nonce'])
  const ciphertext = readBase64(fields['ciphertext'])
  const fits = salt.length === SALT_BYTES && nonce.length === NONCE_BYTES && ciphertext.length >= TAG_BYTES
  return fits ? { kind, cost, salt, nonce, ciphertext } : undefined
}

const readBase64 = (value: unknown): Uint8Array =>
  typeof value === 'string' ? Buffer.from(value, 'base64') : new Uint8Array()

const damaged = (kind: FileKind) =>
  new CandorError(
    'file_damaged',
    `this is not a whole ${names[kind]} file`,
    'it was cut short or edited, or it is some other file: copy it again, or take it from a backup',
  )
