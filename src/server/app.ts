import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import type { Intake } from '../intake/intake.ts'
import type { Clock } from '../intake/keyrings.ts'
import type { Config } from './config.ts'
import { answerErrors, refusalOf } from './errors.ts'
import type { FormFile } from './form/files.ts'
import { strictHeaders } from './headers.ts'
import { type ConnectionLimits, connectionLimits, LARGEST_HEADER, LONGEST_PARAMETER } from './limits.ts'
import type { ServerLog } from './log.ts'
import { refuseMissing } from './missing.ts'
import { openToOrigins, preflightRoutes } from './origins.ts'
import { limitRates, type RateOptions } from './rates.ts'
import { dropRoutes } from './routes/drops.ts'
import { entryRoutes } from './routes/entries.ts'
import { epochRoutes } from './routes/epochs.ts'
import { formRoutes } from './routes/form.ts'
import { healthRoutes } from './routes/health.ts'
import { keyringRoutes } from './routes/keyring.ts'
import { describeRoutes, openapiRoutes } from './routes/openapi.ts'
import { organisationRoutes } from './routes/organisation.ts'
import { recipientRoutes } from './routes/recipients.ts'
import { teamRoutes } from './routes/team.ts'
import { tipRoutes } from './routes/tips.ts'
import { uploadRoutes } from './routes/upload.ts'
import { limitShares } from './shares.ts'
import { refuseUnreadable } from './unreadable.ts'

export interface AppOptions {
  readonly intake: Intake
  readonly log: ServerLog
  readonly clock: Clock
  readonly config: Pick<Config, 'trustProxy'> & Omit<RateOptions, 'clock'>
  readonly limits?: ConnectionLimits
  /** The page for sources; none by default. */
  readonly form?: readonly FormFile[]
}

/** The HTTP side of an intake, ready to listen. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { log, clock, config, limits = connectionLimits } = options
  const app = create(config, limits)
  app.setErrorHandler(answerErrors(log))
  app.addHook('onResponse', async ({ method, routeOptions }, { statusCode }) => {
    log.request({ route: routeOptions.url ?? 'none', method, status: statusCode })
  })
  app.addHook('onRequest', async (_request, reply) => void reply.headers(strictHeaders))
  openToOrigins(app)
  await limitRates(app, { clock, ...config })
  refuseMissing(app)
  await addRoutes(app, options)
  await app.ready()
  return app
}

function create({ trustProxy }: AppOptions['config'], limits: ConnectionLimits): FastifyInstance {
  const app = Fastify({
    // What the framework would write down may quote a request: only ServerLog writes.
    logger: false,
    trustProxy: trusting(trustProxy),
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    requestTimeout: limits.requestMs,
    connectionTimeout: limits.silenceMs,
    keepAliveTimeout: limits.keepAliveMs,
    maxRequestsPerSocket: limits.requestsPerConnection,
    return503OnClosing: false,
    http: {
      maxHeaderSize: LARGEST_HEADER,
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: limits.checkMs,
    },
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: refuseAddress,
  })
  app.server.maxConnections = limits.connections
  if (trustProxy === false) limitShares(app.server, limits.connectionsPerAddress)
  app.removeAllContentTypeParsers()
  return app
}

/** An address that is no address reaches no route, and so none of the hooks either. */
function refuseAddress(error: Error, _request: unknown, reply: FastifyReply): void {
  const { status, code, message } = refusalOf(error)
  void reply.code(status).headers(strictHeaders).send({ code, message })
}

function trusting(proxies: Config['trustProxy']) {
  if (typeof proxies === 'number') return (_address: string, hop: number) => hop < proxies
  return proxies === false ? false : [...proxies]
}

async function addRoutes(app: FastifyInstance, options: AppOptions): Promise<void> {
  const { intake, log, clock, form = [] } = options
  await describeRoutes(app)
  openapiRoutes(app)
  await app.register(keyringRoutes(intake))
  await app.register(epochRoutes(intake))
  await app.register(recipientRoutes(intake))
  await app.register(tipRoutes(intake))
  await app.register(entryRoutes(intake))
  await app.register(dropRoutes(intake))
  await app.register(teamRoutes(intake))
  await app.register(healthRoutes(intake))
  await app.register(uploadRoutes(intake, log))
  await app.register(organisationRoutes(intake, clock))
  await app.register(formRoutes(form))
  preflightRoutes(app)
}
