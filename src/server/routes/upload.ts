import multipart from '@fastify/multipart'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Intake } from '../../intake/intake.ts'
import { refuse } from '../errors.ts'
import type { ServerLog } from '../log.ts'
import { arrivedPage, PAGE_POLICY, refusedPage } from '../upload/page.ts'
import { checkLength, readUpload, uploadLimits } from '../upload/read.ts'
import type { Language } from '../upload/words.ts'
import { NO_QUERY } from './shapes.ts'

const HTML = 'text/html'

const page = (description: string) => ({
  description,
  content: { [HTML]: { schema: Type.Unsafe<unknown>({ contentMediaType: HTML }) } },
})

const upload = {
  summary: 'Hand in a sealed tip from a page without scripts',
  description:
    'A form with one file `tip`, holding what `POST /v1/tips` takes, and perhaps a `language`: `en`, `ru` or `kk`.',
  consumes: ['multipart/form-data'],
  querystring: NO_QUERY,
  response: { 201: page('A page with the promise'), default: page('A page that says what to do') },
}

/**
 * Any page of any site can make a browser post here, and it does not matter: nothing is known about the browser, anyone
 * may hand in anything, and what is handed in was sealed before.
 */
export const uploadRoutes =
  (intake: Intake, log: ServerLog): FastifyPluginAsyncTypebox =>
  async (app) => {
    const languages = new WeakMap<FastifyRequest, Language>()
    const languageOf = (request: FastifyRequest) => languages.get(request) ?? null

    await app.register(multipart, { limits: uploadLimits })
    app.setErrorHandler((error, request, reply) => {
      const { code } = refuse(log, error, request, reply)
      return show(reply, refusedPage(languageOf(request), code))
    })

    app.post('/v1/upload', { schema: upload, onRequest: checkedLength }, async (request, reply) => {
      const submission = await readUpload(request, (language) => languages.set(request, language))
      const promise = await intake.submit(submission)
      return show(reply.code(201), arrivedPage(languageOf(request), promise))
    })
  }

const checkedLength = async (request: FastifyRequest): Promise<void> => checkLength(request)

const show = (reply: FastifyReply, html: string): FastifyReply =>
  reply.type(`${HTML}; charset=utf-8`).header('content-security-policy', PAGE_POLICY).send(html)
