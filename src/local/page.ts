import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { CandorError } from '../protocol/errors.ts'

/** The page that this release brings, seen from the sources and from what is compiled. */
export const RELEASED_PAGE = fileURLToPath(new URL('../../dist/desk-page', import.meta.url))

export interface PageFile {
  readonly path: string
  readonly type: string
  readonly body: Buffer
}

const FILES = [
  { path: '/', name: 'index.html', type: 'text/html; charset=utf-8' },
  { path: '/desk.js', name: 'desk.js', type: 'text/javascript; charset=utf-8' },
  { path: '/desk.css', name: 'desk.css', type: 'text/css; charset=utf-8' },
] as const

/**
 * The page's files, read once: nothing that a request says is ever a path.
 * @throws `file_unreadable`
 */
export function readPage(folder: string): PageFile[] {
  try {
    return FILES.map(({ path, name, type }) => ({ path, type, body: readFileSync(join(folder, name)) }))
  } catch {
    throw new CandorError(
      'file_unreadable',
      'the desk’s page is missing',
      'run npm run setup, then try again',
    )
  }
}

export function pageRoutes(app: FastifyInstance, files: readonly PageFile[]): void {
  for (const { path, type, body } of files)
    app.get(path, async (_request, reply) => reply.type(type).send(body))
}
