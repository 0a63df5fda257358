import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FormFile } from '../form/files.ts'

const INDEX = 'index.html'

/** One route for each file, so that no path has to be resolved. They are no part of the interface. */
export const formRoutes =
  (files: readonly FormFile[]): FastifyPluginAsyncTypebox =>
  async (app) => {
    for (const file of files) {
      const addresses = file.path === INDEX ? ['/', `/${INDEX}`] : [`/${file.path}`]
      for (const url of addresses) app.get(url, { schema: { hide: true } }, answerWith(file))
    }
  }

const answerWith =
  ({ type, policy, body, gzip }: FormFile) =>
  async (request: FastifyRequest, reply: FastifyReply) => {
    reply.type(type).headers({ 'content-security-policy': policy, vary: 'accept-encoding' })
    if (gzip === null || !takesGzip(request.headers['accept-encoding'])) return reply.send(body)
    return reply.header('content-encoding', 'gzip').send(gzip)
  }

const takesGzip = (accepted: string | string[] | undefined): boolean =>
  [accepted]
    .flat()
    .join()
    .split(',')
    .some((each) => /^\s*gzip\s*(;\s*q\s*=\s*(1|1\.0*|0\.\d*[1-9]\d*)\s*)?$/i.test(each))
