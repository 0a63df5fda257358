import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import closeWithGrace from 'close-with-grace'
import { destination } from 'pino'
import { type Intake, openIntake } from '../intake/intake.ts'
import { isCandorError } from '../protocol/errors.ts'
import { lockData } from '../store/lock.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import { buildApp } from './app.ts'
import { type Config, parseConfig } from './config.ts'
import { type FormFile, readForm } from './form/files.ts'
import { isSigned } from './form/signed.ts'
import { openLog, type ServerLog } from './log.ts'
import { openLogKey } from './log-key.ts'
import { loadNativeNotary } from './native.ts'
import { trialCommand } from './trial-notice.ts'

const STDERR = 2
/** Where every group is a batch, the log of SQLite hides no order of arrival and may grow to this. */
const INSTANT_WAL_BYTES = 4 * 1024 * 1024
const GRACE_MS = 15_000

const clock = () => Math.floor(Date.now() / 1000)
const trialFolder = (data: string) => join(data, 'trial')

async function serve(): Promise<void> {
  const config = parseConfig(process.env, (data) => existsSync(trialFolder(data)))
  const log = openLog({
    level: config.logLevel,
    clock,
    destination: destination({ dest: STDERR, sync: true }),
  })
  const data = await openData(config, log)
  const form = readForm()
  const app = await buildApp({ intake: data.intake, log, clock, config, form: form ?? [] })
  const stop = async () => {
    await app.close()
    data.close()
  }
  closeWithGrace({ delay: GRACE_MS, logger: undefined }, async ({ err }) => {
    if (err !== undefined) log.failure(err)
    log.life('stopping')
    await stop()
    log.life('stopped')
  })
  const origin = await app.listen({ port: config.port, host: config.host })
  announce({ config, intake: data.intake, log, form }, origin)
}

/** All that the data folder holds, claimed for this process. */
async function openData(config: Config, log: ServerLog) {
  const { data: folder, organisation, batchSeconds, dropMegabytes } = config
  const lock = lockData(folder)
  const walBytes = batchSeconds === 0 ? INSTANT_WAL_BYTES : 0
  const store = openSqliteStore({ folder, walBytes })
  const intake = openIntake({
    store,
    notary: await loadNativeNotary(),
    clock,
    organisation,
    logSeed: openLogKey(folder),
    batchSeconds,
    dropMegabytes,
    onFault: (error) => log.failure(error),
  })
  const close = () => {
    intake.close()
    store.close()
    lock.release()
  }
  return { intake, close }
}

interface Running {
  readonly config: Config
  readonly intake: Intake
  readonly log: ServerLog
  readonly form: readonly FormFile[] | null
}

function announce({ config, intake, log, form }: Running, origin: string): void {
  log.life('started')
  if (intake.keyrings.organisation() === null) log.life('no-organisation')
  if (!intake.receiptsCount()) log.life('receipts-do-not-count')
  noteForm(form, intake, log)
  process.stdout.write(`Candor listens at ${origin}\n`)
  if (!config.isTrial) return
  if (form !== null) process.stdout.write(`The form for sources is at ${origin}/\n`)
  const command = noticeOf(config, origin)
  if (command !== null) process.stdout.write(`${command}\n`)
}

function noteForm(form: Running['form'], { keyrings }: Intake, log: ServerLog): void {
  if (form === null) return log.life('no-form')
  const keyring = keyrings.served()?.keyring
  if (keyring !== undefined && keyring.form.length > 0 && !isSigned(form, keyring)) log.life('form-unsigned')
}

function noticeOf({ data }: Config, origin: string): string | null {
  const folder = join(trialFolder(data), 'vaults')
  const vaults = existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : []
  return trialCommand({ origin, data, cwd: process.cwd(), vaults })
}

/** What the operator has to put right is said in one line; anything else is a bug, and shows where. */
function explain(error: unknown): void {
  const hint = isCandorError(error) && error.hint !== undefined ? `\nhint: ${error.hint}` : ''
  process.stderr.write(
    isCandorError(error) ? `candor: ${error.message}${hint}\n` : `candor: ${String(error)}\n`,
  )
}

try {
  await serve()
} catch (error) {
  explain(error)
  process.exit(1)
}
