import { existsSync, readdirSync } from 'node:fs'
import { posix, win32 } from 'node:path'
import { toHex } from '../protocol/bytes.ts'
import { CandorError } from '../protocol/errors.ts'
import { parseOrgWords } from '../protocol/fingerprint.ts'

/** What the command line said; it wins over the environment. */
export interface SettingFlags {
  readonly server?: string | undefined
  readonly vault?: string | undefined
  readonly org?: string | undefined
  readonly passwordFile?: string | undefined
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  /** The user's home folder. */
  readonly home: string
  readonly look?: Look
}

/** The two questions that settings ask the file system. */
interface Look {
  readonly exists: (path: string) => boolean
  /** Names in a folder; none when there is no such folder. */
  readonly names: (path: string) => readonly string[]
}

export interface Settings {
  /** Origin of the server, without a slash at the end. */
  readonly server: string
  readonly vault: string
  /** The organisation's identifier, 64 lower-case hexadecimal digits; undefined when nobody named one. */
  readonly organisation: string | undefined
  readonly passwordFile: string | undefined
  /** The server's data folder, in which a trial lives. */
  readonly data: string
  /** True when the vault is one of the trial's: its keys protect nothing. */
  readonly isTrial: boolean
  /** What is written leaves at a moment of the next so many seconds. */
  readonly jitterSeconds: number
  /** About how long `candor watch` waits between two looks. */
  readonly watchSeconds: number
}

const realLook: Look = {
  exists: existsSync,
  names: (path) => {
    try {
      return readdirSync(path).filter((name) => !name.startsWith('.'))
    } catch {
      return []
    }
  },
}

/** @throws CandorError `usage`, naming the flag or the variable */
export function readSettings(flags: SettingFlags, surroundings: Surroundings): Settings {
  const { env } = surroundings
  const server = serverOf(flags, env)
  const data = env['CANDOR_DATA'] || 'data'
  const { vault, isTrial } = vaultOf(flags, surroundings, server, data)
  return {
    server,
    vault,
    isTrial,
    data,
    organisation: organisationOf(flags, env),
    passwordFile: passwordFileOf(flags, surroundings, isTrial, data),
    jitterSeconds: secondsIn(env, 'CANDOR_JITTER_SECONDS', isTrial ? 0 : 1800, 0),
    watchSeconds: secondsIn(env, 'CANDOR_WATCH_SECONDS', 600, 10),
  }
}

type Env = Surroundings['env']

/** A flag is taken as it is, an empty one too; an empty variable counts as none. */
const given = (flag: string | undefined, flagName: string, env: Env, variable: string) =>
  flag === undefined ? { value: env[variable] || undefined, name: variable } : { value: flag, name: flagName }

// ---- server --------------------------------------------------------------------------------------------------------

function serverOf(flags: SettingFlags, env: Env): string {
  const { value, name } = given(flags.server, '--server', env, 'CANDOR_SERVER')
  return value === undefined ? `http://127.0.0.1:${portOf(env)}` : parseServer(value, name)
}

function portOf(env: Env): number {
  const text = env['PORT'] || '8080'
  const port = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0
  if (port >= 1 && port <= 65_535) return port
  throw new CandorError('usage', 'PORT is not a port number', 'give a whole number from 1 to 65535')
}

/**
 * The origin in an address of a server. The address itself is never repeated in a message: it may hold a password.
 *
 * @throws CandorError `usage`
 */
function parseServer(text: string, name: string): string {
  const { origin } = parseAddress(text, name)
  // Anything that the parser had to put right, such as a backslash, is refused with the paths.
  if (!/^https?:\/\/[^/\\?#]+\/?$/i.test(text))
    throw badServer(name, 'holds more than an address', 'leave out everything after the host and the port')
  checkEncrypted(origin, name)
  return origin
}

/**
 * The folder in an address of a page, with a slash at the end; its file may be named too.
 *
 * @throws CandorError `usage`
 */
export function parsePage(text: string, name: string): URL {
  const { origin, pathname } = parseAddress(text, name)
  if (!/^https?:\/\/[^\\?#]+$/i.test(text))
    throw badServer(name, 'holds more than a page', 'leave out everything from the ? or the # on')
  checkEncrypted(origin, name)
  const folder = /\.html$|\/$/.test(pathname) ? pathname : `${pathname}/`
  return new URL('.', new URL(folder, origin))
}

function parseAddress(text: string, name: string): URL {
  const url = /^[\u0021-\u007e]+$/.test(text) && URL.canParse(text) ? new URL(text) : undefined
  if (!url) throw badServer(name, 'is not an address', 'write it like https://tips.example.org')
  if (!['http:', 'https:'].includes(url.protocol))
    throw badServer(name, 'is not a web address', 'it begins with https://')
  if (url.username !== '' || url.password !== '' || text.includes('@'))
    throw badServer(name, 'holds a user name or a password', 'leave out everything up to the @')
  return url
}

function checkEncrypted(origin: string, name: string): void {
  const { protocol, hostname } = new URL(origin)
  if (protocol === 'https:' || isLoopback(origin) || isOnion(hostname)) return
  throw badServer(
    name,
    'is not encrypted',
    'use https://; http:// is only for this machine and for .onion addresses',
  )
}

const badServer = (name: string, what: string, hint: string) =>
  new CandorError('usage', `${name} ${what}`, hint)

/** Whether a server is on this machine. */
export const isLoopback = (origin: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(origin).hostname)

const isOnion = (hostname: string) => /^([a-z0-9-]+\.)*[a-z2-7]{56}\.onion$/.test(hostname)

// ---- vault ---------------------------------------------------------------------------------------------------------

function vaultOf(flags: SettingFlags, surroundings: Surroundings, server: string, data: string) {
  const { value, name } = given(flags.vault, '--vault', surroundings.env, 'CANDOR_VAULT')
  if (value === '') throw new CandorError('usage', `${name} is empty`, 'name the folder of the vault')
  const trial = pathsOf(surroundings).join(data, 'trial', 'vaults')
  if (value !== undefined) return { vault: value, isTrial: isInside(value, trial, surroundings) }
  const usual = defaultVault(surroundings)
  const { exists, names } = surroundings.look ?? realLook
  const first = isLoopback(server) && !exists(usual) ? [...names(trial)].sort()[0] : undefined
  return first === undefined
    ? { vault: usual, isTrial: false }
    : { vault: pathsOf(surroundings).join(trial, first), isTrial: true }
}

const pathsOf = ({ platform }: Surroundings) => (platform === 'win32' ? win32 : posix)

function isInside(path: string, folder: string, surroundings: Surroundings): boolean {
  const paths = pathsOf(surroundings)
  const way = paths.relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${paths.sep}`) && !paths.isAbsolute(way)
}

/** Where each system keeps what programs store for a user. */
export function defaultVault(surroundings: Surroundings): string {
  const { env, platform, home } = surroundings
  const paths = pathsOf(surroundings)
  if (platform === 'darwin') return paths.join(home, 'Library', 'Application Support', 'candor', 'vault')
  if (platform === 'win32')
    return paths.join(env['APPDATA'] || paths.join(home, 'AppData', 'Roaming'), 'candor', 'vault')
  const named = env['XDG_DATA_HOME'] ?? ''
  return paths.join(paths.isAbsolute(named) ? named : paths.join(home, '.local', 'share'), 'candor', 'vault')
}

// ---- the rest ------------------------------------------------------------------------------------------------------

function passwordFileOf(
  flags: SettingFlags,
  surroundings: Surroundings,
  isTrial: boolean,
  data: string,
): string | undefined {
  const { value, name } = given(
    flags.passwordFile,
    '--password-file',
    surroundings.env,
    'CANDOR_PASSWORD_FILE',
  )
  if (value === '')
    throw new CandorError('usage', `${name} is empty`, 'name the file that holds the password')
  return value ?? (isTrial ? pathsOf(surroundings).join(data, 'trial', 'password') : undefined)
}

const A_DAY = 86_400

function secondsIn(env: Env, variable: string, usual: number, least: number): number {
  const text = env[variable] || `${usual}`
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : -1
  if (seconds >= least && seconds <= A_DAY) return seconds
  throw new CandorError(
    'usage',
    `${variable} is not a number of seconds that can be used`,
    `give a whole number from ${least} to ${A_DAY}`,
  )
}

function organisationOf(flags: SettingFlags, env: Env): string | undefined {
  const { value, name } = given(flags.org, '--org', env, 'CANDOR_ORG')
  if (value === undefined || /^[0-9a-f]{64}$/.test(value)) return value
  try {
    return toHex(parseOrgWords(value))
  } catch {
    throw new CandorError(
      'usage',
      `${name} is not the identifier of an organisation`,
      'it has 64 digits, each 0 to 9 or a to f, or 24 words; copy it from where the organisation published it',
    )
  }
}
