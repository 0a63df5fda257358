import { isIP } from 'node:net'
import { DROP_MEGABYTES } from '../intake/intake.ts'
import { fromHex } from '../protocol/bytes.ts'
import { CandorError } from '../protocol/errors.ts'
import { isLoopback } from './addresses.ts'
import { DROPS_PER_MINUTE } from './limits.ts'

/** Every setting of the server, checked. */
export interface Config {
  readonly port: number
  readonly host: string
  /** The data folder, as it was given. */
  readonly data: string
  /** The organisation, 32 bytes; null when none is named. */
  readonly organisation: Uint8Array | null
  /** Proxies in front of the server: how many, or which addresses; none by default. */
  readonly trustProxy: number | readonly string[] | false
  readonly batchSeconds: number
  readonly tipsPerMinute: number
  readonly dropsPerMinute: number
  readonly dropMegabytes: number
  readonly requestsPerMinute: number
  readonly logLevel: LogLevel
  /** Whether the data folder holds a trial organisation that is in use. */
  readonly isTrial: boolean
}

const LOG_LEVELS = ['silent', 'error', 'info', 'debug'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the environment strictly: what is not understood is refused, never guessed. An empty variable counts as none.
 * @param holdsTrial whether a data folder holds a trial organisation.
 * @throws `usage`, naming the variable and what it expects
 */
export function parseConfig(env: Environment, holdsTrial: (data: string) => boolean): Config {
  const read = <Value, None>(
    name: string,
    parse: (text: string) => Value | undefined,
    expected: string,
    none: None,
  ): Value | None => parseVariable(env[name], name, parse, expected, none)
  const data = env['CANDOR_DATA'] || './data'
  const organisation = read('CANDOR_ORG', parseOrganisation, '64 digits, each 0 to 9 or a to f', null)
  const isTrial = organisation === null && holdsTrial(data)
  const config: Config = {
    port: read('PORT', whole(0, 65_535), 'a port from 0 to 65535', 8080),
    host: read('HOST', parseHost, 'an IP address or a host name', '127.0.0.1'),
    data,
    organisation,
    trustProxy: read(
      'CANDOR_TRUST_PROXY',
      parseProxies,
      'the number of proxies, or their addresses with commas between',
      false,
    ),
    batchSeconds: read(
      'CANDOR_BATCH_SECONDS',
      whole(0, 86_400),
      'seconds from 0 to 86400',
      isTrial ? 0 : 600,
    ),
    tipsPerMinute: read('CANDOR_TIPS_PER_MINUTE', whole(1, 1_000_000), 'a number from 1 to 1000000', 60),
    dropsPerMinute: read(
      'CANDOR_DROPS_PER_MINUTE',
      whole(1, 1_000_000),
      'a number from 1 to 1000000',
      DROPS_PER_MINUTE,
    ),
    dropMegabytes: read(
      'CANDOR_DROP_MEGABYTES',
      whole(1, 1_000_000),
      'megabytes from 1 to 1000000',
      DROP_MEGABYTES,
    ),
    requestsPerMinute: read(
      'CANDOR_REQUESTS_PER_MINUTE',
      whole(1, 1_000_000),
      'a number from 1 to 1000000',
      1200,
    ),
    logLevel: read('CANDOR_LOG_LEVEL', parseLevel, `one of ${LOG_LEVELS.join(', ')}`, 'info'),
    isTrial,
  }
  checkReach(config)
  return config
}

function parseVariable<Value, None>(
  text: string | undefined,
  name: string,
  parse: (text: string) => Value | undefined,
  expected: string,
  none: None,
): Value | None {
  if (text === undefined || text === '') return none
  const value = parse(text)
  if (value === undefined) throw new CandorError('usage', `${name} must be ${expected}`)
  return value
}

const whole =
  (min: number, max: number) =>
  (text: string): number | undefined => {
    const value = /^(0|[1-9]\d{0,8})$/.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max ? value : undefined
  }

const parseOrganisation = (text: string): Uint8Array | undefined =>
  /^[0-9a-f]{64}$/.test(text) ? fromHex(text) : undefined

const parseHost = (text: string): string | undefined =>
  isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?$/i.test(text) ? text : undefined

const parseLevel = (text: string): LogLevel | undefined => LOG_LEVELS.find((level) => level === text)

function parseProxies(text: string): number | string[] | undefined {
  const count = whole(1, 16)(text)
  if (count !== undefined) return count
  const addresses = text.split(',').map((each) => each.trim())
  return addresses.every(isNetwork) ? addresses : undefined
}

/** An address, or one with the length of its prefix. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/')
  const longest = isIP(address) === 6 ? 128 : 32
  if (isIP(address) === 0 || more.length > 0) return false
  return prefix === undefined || whole(0, longest)(prefix) !== undefined
}

/** Without a named organisation the first to come could publish one: nobody from outside may be the first. */
function checkReach({ host, organisation }: Config): void {
  if (organisation !== null || host === 'localhost' || isLoopback(host)) return
  throw new CandorError(
    'usage',
    `HOST=${host} lets others reach a server that has no organisation: whoever comes first could publish theirs`,
    'name the organisation in CANDOR_ORG, or leave HOST at 127.0.0.1',
  )
}
