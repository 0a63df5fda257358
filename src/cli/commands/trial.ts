import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { foundOrganisation } from '../../admin/genesis.ts'
import { type Enrolment, enrolmentOf, type Identity, newIdentity } from '../../desk/identity.ts'
import { loadPrimitives } from '../../desk/primitives.ts'
import { createVault } from '../../desk/vault.ts'
import { openEpochs } from '../../intake/epochs.ts'
import { openKeyrings } from '../../intake/keyrings.ts'
import { sealFile } from '../../keyfile/sealed-file.ts'
import { makePrivateFolder, readFileBytes, writeWhole } from '../../keyfile/whole-file.ts'
import { toBase64, toHex, toUtf8 } from '../../protocol/bytes.ts'
import { CandorError, isCandorError } from '../../protocol/errors.ts'
import { trustGenesis } from '../../protocol/keyring/chain.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { dayOf, epochOfDay } from '../../protocol/time.ts'
import { openLogKey } from '../../server/log-key.ts'
import { lockData } from '../../store/lock.ts'
import { openSqliteStore } from '../../store/sqlite.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { secondsOf } from '../session.ts'

interface Flags {
  readonly unlessOrganisation?: boolean
}

export const trial: CommandModule = {
  register(program, context) {
    addCommand(program, {
      usage: 'trial',
      group: groups.trying,
      summary: 'make an organisation to try Candor with',
      about:
        'Makes a trial organisation with one desk and two investigators in the data folder, for looking around on this machine. ' +
        'Its keys lie beside their password, so it protects nothing. Run it while the server is stopped; npm start does it by itself.',
      examples: [['candor trial', 'makes it in ./data/trial, or in $CANDOR_DATA/trial']],
    })
      .option('--unless-organisation', 'do nothing when CANDOR_ORG is set, or there is one already')
      .action((flags: Flags) => makeTrial(context, flags))
  },
}

async function makeTrial(context: Context, { unlessOrganisation }: Flags): Promise<void> {
  const { env, terminal } = context
  const data = env['CANDOR_DATA'] || 'data'
  const folder = join(data, 'trial')
  const quiet = unlessOrganisation === true
  if (env['CANDOR_ORG'] || (quiet && holdsAnother(data, folder))) {
    if (quiet) return terminal.result({ trial: null })
    throw new CandorError(
      'usage',
      'CANDOR_ORG names an organisation already',
      'unset it to try Candor with a trial organisation',
    )
  }
  const p = await loadPrimitives()
  await makePrivateFolder(data)
  if (!existsSync(join(folder, 'genesis.json'))) {
    await terminal.during('making a trial organisation', () => layOut(context, p, data, folder))
    terminal.line(`Made a trial organisation in ${folder}. It is for looking around: it protects nothing.`)
  }
  const organisation = await publish(context, p, data, folder)
  terminal.result({ trial: folder, organisation })
}

/** A database without a trial beside it belongs to a real organisation. */
const holdsAnother = (data: string, folder: string): boolean =>
  existsSync(join(data, 'candor.db')) && !existsSync(folder)

const NAMES = ['aigerim', 'daniyar'] as const

const LABELS: Readonly<Record<(typeof NAMES)[number], readonly string[]>> = {
  aigerim: ['Aigerim (trial)', 'Айгерим (проба)', 'Айгерім (сынақ)'],
  daniyar: ['Daniyar (trial)', 'Данияр (проба)', 'Данияр (сынақ)'],
}

const README = `This is a TRIAL organisation, for looking around on one machine.

The keys lie here beside their password: whoever can read this folder can read
every tip. Never take a real tip with it. Delete the data folder to start again.

  password    opens everything below
  root.json   the key that signs the organisation's keyring
  vaults/     one folder for each of the two investigators
`

/** All of it in another folder first: an interrupted trial leaves nothing that looks whole. */
async function layOut(context: Context, p: Primitives, data: string, folder: string): Promise<void> {
  const { random } = context
  const making = join(data, `.trial-${toHex(random(4))}`)
  try {
    await fill(context, p, data, making)
    await rm(folder, { recursive: true, force: true })
    await rename(making, folder)
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}

async function fill(context: Context, p: Primitives, data: string, folder: string): Promise<void> {
  const { random } = context
  const password = toBase64(random(15))
  const root = random(32)
  const epoch = epochOfDay(dayOf(secondsOf(context)))
  const people = NAMES.map((name) => ({ name, identity: newIdentity(random, epoch) }))
  const enrolments = people.map(({ identity }) => enrolmentOf(p, identity))
  const logKey = p.verifyingKey(openLogKey(data))
  const genesis = foundOrganisation(p, trialFounding(context, root, logKey, enrolments))
  const { orgId } = trustGenesis(p, genesis, null)
  await makePrivateFolder(folder)
  await makeVaults(context, folder, password, orgId, people)
  await makePrivateFolder(join(folder, 'intake'))
  for (const { recipient, block } of enrolments) await keep(join(folder, 'intake', recipient.id), block)
  await keep(join(folder, 'root.json'), await sealFile({ kind: 'root', password, plaintext: root, random }))
  await keep(join(folder, 'password'), toUtf8(`${password}\n`))
  await keep(join(folder, 'README.txt'), toUtf8(README))
  await keep(join(folder, 'genesis.json'), genesis)
}

const keep = (path: string, bytes: Uint8Array) => writeWhole(path, bytes, { replace: false })

async function makeVaults(
  { random }: Context,
  folder: string,
  password: string,
  orgId: Uint8Array,
  people: readonly { readonly name: string; readonly identity: Identity }[],
): Promise<void> {
  await makePrivateFolder(join(folder, 'vaults'))
  for (const { name, identity } of people) {
    await createVault(join(folder, 'vaults', name), { identity, orgId }, password, random)
  }
}

const trialFounding = (
  context: Context,
  root: Uint8Array,
  logKey: Uint8Array,
  enrolments: readonly Enrolment[],
) => ({
  name: [
    'Trial organisation: not for real tips',
    'Пробная организация: не для настоящих сообщений',
    'Сынақ ұйымы: шынайы хабарламаларға арналмаған',
  ],
  contact: ['', '', ''],
  desks: [
    {
      id: 'main',
      label: ['Main desk', 'Основной отдел', 'Негізгі бөлім'],
      about: [
        'Reads every tip of the trial.',
        'Читает все пробные сообщения.',
        'Барлық сынақ хабарламаларды оқиды.',
      ],
    },
  ],
  recipients: NAMES.map((name, i) => ({
    ...(enrolments[i] as Enrolment).recipient,
    label: [...LABELS[name]],
    desks: ['main'],
  })),
  roots: [root],
  threshold: 1,
  logKeys: [logKey],
  today: dayOf(secondsOf(context)),
  validDays: 365,
})

/** Puts keyring and intake keys into the server's database, as an admin and two investigators would over HTTP. */
async function publish(context: Context, p: Primitives, data: string, folder: string): Promise<string> {
  const statement = await readFileBytes(join(folder, 'genesis.json'))
  const { orgId, keyring } = trustGenesis(p, statement, null)
  const logKey = p.verifyingKey(openLogKey(data))
  const lock = lockUnlessServing(data)
  if (lock === null) return toHex(orgId)
  const store = openSqliteStore({ folder: data })
  try {
    const clock = () => secondsOf(context)
    const keyrings = openKeyrings({ store, notary: p, clock, organisation: orgId, logKey })
    keyrings.publish(statement)
    const epochs = openEpochs({ store, notary: p, clock, keyrings })
    for (const { id } of keyring.recipients)
      epochs.deliver(id, await readFileBytes(join(folder, 'intake', id)))
  } finally {
    store.close()
    lock.release()
  }
  return toHex(orgId)
}

/** A server that runs already has published the trial: there is nothing to do. */
function lockUnlessServing(data: string) {
  try {
    return lockData(data)
  } catch (error) {
    if (isCandorError(error, 'data_locked')) return null
    throw error
  }
}
