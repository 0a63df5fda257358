import { createHmac, randomBytes } from 'node:crypto'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { dayOf } from '../protocol/time.ts'
import { holderOf } from './addresses.ts'
import { HttpRefusal } from './errors.ts'
import { DROPS_PER_MINUTE } from './limits.ts'

export interface RateOptions {
  /** Seconds since 1970-01-01 UTC. */
  readonly clock: () => number
  readonly tipsPerMinute: number
  readonly dropsPerMinute?: number
  readonly requestsPerMinute: number
}

const MINUTE_MS = 60_000
const MOST_BUCKETS = 50_000

/** Two ways to hand in the same thing share one limit. */
const ofTips = new Set(['POST /v1/tips', 'POST /v1/upload'])
const ofDrops = new Set(['PUT /v1/drops/:locator', 'PUT /v1/team/drops/:locator'])

type Limiter = ReturnType<FastifyInstance['createRateLimit']>

/** Limits every request, those for missing addresses too: guessing is not cheaper than asking. */
export async function limitRates(app: FastifyInstance, options: RateOptions): Promise<void> {
  const keyGenerator = bucketName(options.clock)
  await app.register(rateLimit, {
    global: false,
    cache: MOST_BUCKETS,
    keyGenerator,
    addHeaders: noHeaders,
    addHeadersOnExceeding: noHeaders,
  })
  const perMinute = (max: number) => app.createRateLimit({ max, timeWindow: MINUTE_MS })
  const all = perMinute(options.requestsPerMinute)
  const tips = perMinute(options.tipsPerMinute)
  const drops = perMinute(options.dropsPerMinute ?? DROPS_PER_MINUTE)
  app.addHook('onRequest', async (request, reply) => {
    await demand(all, request, reply)
    const route = `${request.method} ${request.routeOptions.url}`
    if (ofTips.has(route)) await demand(tips, request, reply)
    if (ofDrops.has(route)) await demand(drops, request, reply)
  })
}

const noHeaders = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false }

async function demand(limiter: Limiter, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const found = await limiter(request)
  if (found.isAllowed || !found.isExceeded) return
  const seconds = Math.max(1, found.ttlInSeconds)
  reply.header('retry-after', seconds)
  throw new HttpRefusal(
    429,
    'rate_limited',
    `too many requests: try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`,
  )
}

/** An address is never kept: buckets are named under a key that lives in memory for a day. */
function bucketName(clock: () => number) {
  const named = new WeakMap<FastifyRequest, string>()
  let key = randomBytes(32)
  let day = dayOf(clock())
  const name = (address: string): string => {
    const today = dayOf(clock())
    if (today !== day) key = randomBytes(32)
    day = today
    return createHmac('sha256', key).update(holderOf(address)).digest('base64')
  }
  return (request: FastifyRequest): string => {
    const found = named.get(request) ?? name(request.ip)
    named.set(request, found)
    return found
  }
}
