import type { FastifyInstance, FastifyRequest } from 'fastify'
import { caseView } from '../case/view.ts'
import { doDeeds, forgetCase, grantCase, leaveCase, openCase, takeBackAll } from '../deeds.ts'
import type { LocalDesk } from '../desk.ts'
import { keepDraft } from '../drafts.ts'
import { deeds, draft, grant, leave, nothing, opening, parse, parseNumber, undo } from '../requests.ts'

interface OfCase {
  Params: { number: string }
}

const numberIn = ({ params }: FastifyRequest<OfCase>): number => parseNumber(params.number)

export function caseRoutes(app: FastifyInstance, desk: LocalDesk): void {
  app.get<OfCase>('/api/cases/:number', async (request) => caseView(desk.here(), numberIn(request)))
  app.post<OfCase>('/api/cases/:number/open', async (request) =>
    openCase(desk.here(), numberIn(request), parse(opening, request.body).acknowledge),
  )
  app.post<OfCase>('/api/cases/:number/grant', async (request) =>
    grantCase(desk.here(), numberIn(request), parse(grant, request.body).to),
  )
  app.post<OfCase>('/api/cases/:number/leave', async (request) =>
    leaveCase(desk.here(), numberIn(request), parse(leave, request.body).reason),
  )
  app.post<OfCase>('/api/cases/:number/purge', async (request, reply) => {
    parse(nothing, request.body)
    forgetCase(desk.here(), numberIn(request))
    return reply.code(204).send()
  })
  app.put<OfCase>('/api/cases/:number/draft', async (request, reply) => {
    const { cabinet, list } = desk.here()
    const { number } = list.row(numberIn(request))
    keepDraft(cabinet, number, parse(draft, request.body))
    return reply.code(204).send()
  })
  app.post('/api/deeds', async ({ body }) => doDeeds(desk.here(), parse(deeds, body)))
  app.post('/api/undo', async ({ body }) => takeBackAll(desk.here(), parse(undo, body).ids))
}
