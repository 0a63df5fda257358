import { isAbsolute, join, relative, resolve, sep } from 'node:path'

export interface TrialNotice {
  /** Where the server listens, such as `http://127.0.0.1:8080`. */
  readonly origin: string
  /** The data folder, as it was given. */
  readonly data: string
  /** The working directory. */
  readonly cwd: string
  /** Names of the vaults in the trial's folder. */
  readonly vaults: readonly string[]
}

/** The command that opens the trial's inbox as it stands, without a question; null when the trial has no vault. */
export function trialCommand({ origin, data, cwd, vaults }: TrialNotice): string | null {
  const [first] = [...vaults].sort()
  if (first === undefined) return null
  const trial = shortest(join(resolve(cwd, data), 'trial'), cwd)
  const vault = join(trial, 'vaults', first)
  const words = ['--server', origin, '--vault', vault, '--password-file', join(trial, 'password')]
  return `npx candor inbox ${words.map(quoted).join(' ')}`
}

/** Relative when inside the working directory, so that the line stays short. */
function shortest(path: string, cwd: string): string {
  const way = relative(cwd, path)
  const isInside = way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
  return isInside ? way : path
}

/** As one word of a POSIX shell. */
const quoted = (word: string): string =>
  /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
