import type { Multipart } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { Bytes } from '../../protocol/bytes.ts'
import { LARGEST_SUBMISSION } from '../../protocol/wire.ts'
import { HttpRefusal } from '../errors.ts'
import { isLanguage, type Language } from './words.ts'

const FILE = 'tip'
const LANGUAGE = 'language'

/** Boundaries, names and the language on top of the file. */
const AROUND = 4096

export const uploadLimits = {
  fileSize: LARGEST_SUBMISSION,
  files: 1,
  fields: 1,
  parts: 2,
  fieldNameSize: 16,
  fieldSize: 16,
  headerPairs: 16,
} as const

/** A browser always says how long a form is: what does not, or is too long, is not read at all. */
export function checkLength({ headers }: FastifyRequest): void {
  const length = Number(headers['content-length'] ?? Number.NaN)
  if (Number.isNaN(length)) throw malformed(411, 'the length of this request is missing')
  if (length > LARGEST_SUBMISSION + AROUND) throw malformed(413, 'the body of this request is too long')
}

/**
 * Reads one file and at most the language, in any order.
 * @param onLanguage told as soon as it is known, so that a refusal can be said in it
 * @throws HttpRefusal `request_malformed`
 */
export async function readUpload(
  request: FastifyRequest,
  onLanguage: (language: Language) => void,
): Promise<Bytes> {
  let submission: Bytes | null = null
  const parts = request.parts()
  try {
    for await (const part of parts) {
      if (part.type === 'file') submission = await bytesOf(part)
      else if (part.fieldname !== LANGUAGE) throw malformed(400, 'a field in this form is unknown')
      else if (isLanguage(part.value)) onLanguage(part.value)
    }
  } catch (error) {
    throw error instanceof HttpRefusal ? error : malformed(statusOf(error), 'this is not one file in a form')
  }
  if (submission === null) throw malformed(400, 'there is no file in this form')
  return submission
}

async function bytesOf(part: Extract<Multipart, { type: 'file' }>): Promise<Bytes> {
  const bytes = await part.toBuffer()
  if (part.fieldname !== FILE) throw malformed(400, 'a file in this form is unknown')
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

const statusOf = (error: unknown): number =>
  error instanceof Error && 'statusCode' in error && error.statusCode === 413 ? 413 : 400

const malformed = (status: number, message: string) => new HttpRefusal(status, 'request_malformed', message)
