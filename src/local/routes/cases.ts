import type { FastifyInstance } from 'fastify'
import { caseView } from '../case/view.ts'
import { doDeeds, forgetCase, grantCase, leaveCase, openCase, stepBack, takeBackAll } from '../deeds.ts'
import type { LocalDesk } from '../desk.ts'
import { keepDraft } from '../drafts.ts'
import { deeds, draft, grant, leave, nothing, opening, parse, parseNumber, undo } from '../requests.ts'

interface OfCase {
  Params: { number: string }
}

/** The ids of everything that can be done at once. */
const LARGEST_UNDO = 4 * 1024 * 1024

const numberIn = (params: OfCase['Params']): number => parseNumber(params.number)

export function caseRoutes(app: FastifyInstance, desk: LocalDesk): void {
  app.get<OfCase>('/api/cases/:number', async ({ params }) => caseView(desk.here(), numberIn(params)))
  app.post<OfCase>('/api/cases/:number/open', async ({ params, body }) =>
    openCase(desk.here(), numberIn(params), parse(opening, body)),
  )
  app.post<OfCase>('/api/cases/:number/grant', async ({ params, body }) =>
    grantCase(desk.here(), numberIn(params), parse(grant, body).to),
  )
  app.post<OfCase>('/api/cases/:number/leave', async ({ params, body }) =>
    leaveCase(desk.here(), numberIn(params), parse(leave, body).reason),
  )
  app.post<OfCase>('/api/cases/:number/conflict', async ({ params, body }) =>
    stepBack(desk.here(), numberIn(params), parse(leave, body).reason),
  )
  app.post<OfCase>('/api/cases/:number/purge', async ({ params, body }, reply) => {
    parse(nothing, body)
    forgetCase(desk.here(), numberIn(params))
    return reply.code(204).send()
  })
  app.put<OfCase>('/api/cases/:number/draft', async ({ params, body }, reply) => {
    const { cabinet, list } = desk.here()
    const { number } = list.row(numberIn(params))
    keepDraft(cabinet, number, parse(draft, body))
    return reply.code(204).send()
  })
  app.post('/api/deeds', async ({ body }) => doDeeds(desk.here(), parse(deeds, body)))
  app.post('/api/undo', { bodyLimit: LARGEST_UNDO }, async ({ body }) =>
    takeBackAll(desk.here(), parse(undo, body).ids),
  )
}
