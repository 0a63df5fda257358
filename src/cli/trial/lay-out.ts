import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { foundOrganisation } from '../../admin/genesis.ts'
import { enrolmentOf, type Identity, newIdentity } from '../../desk/vault/identity.ts'
import { createVault } from '../../desk/vault/vault.ts'
import { sealFile } from '../../keyfile/sealed-file.ts'
import { makePrivateFolder, writeWhole } from '../../keyfile/whole-file.ts'
import { toBase64, toHex, toUtf8 } from '../../protocol/bytes.ts'
import { trustGenesis } from '../../protocol/keyring/chain.ts'
import { dayOf, epochOfDay } from '../../protocol/time.ts'
import { openLogKey } from '../../server/log-key.ts'
import { secondsOf } from '../session.ts'
import { desksOf, organisationName, partsOf, README, recipientsOf } from './people.ts'
import type { Trial } from './trial.ts'

const VALID_DAYS = 365

/** All of it in another folder first: an interrupted trial leaves nothing that looks whole. */
export async function layOut(trial: Trial): Promise<void> {
  const { context, data, folder } = trial
  const making = join(data, `.trial-${toHex(context.random(4))}`)
  try {
    await fill(trial, making)
    await rm(folder, { recursive: true, force: true })
    await rename(making, folder)
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}

interface Person {
  readonly name: string
  readonly identity: Identity
}

async function fill(trial: Trial, folder: string): Promise<void> {
  const { context, p } = trial
  const { random, cost } = context
  const password = toBase64(random(15))
  const root = random(32)
  const epoch = epochOfDay(dayOf(secondsOf(context)))
  const parts = partsOf(trial.oversight)
  const people = parts.map(({ name }) => ({ name, identity: newIdentity(random, epoch) }))
  const enrolments = people.map(({ identity }) => enrolmentOf(p, identity))
  const genesis = foundOrganisation(p, {
    ...foundingOf(trial, root),
    recipients: recipientsOf(parts, enrolments),
  })
  await makePrivateFolder(folder)
  await makeVaults(trial, folder, password, trustGenesis(p, genesis, null).orgId, people)
  await makePrivateFolder(join(folder, 'intake'))
  for (const { recipient, block } of enrolments) await keep(join(folder, 'intake', recipient.id), block)
  await keep(
    join(folder, 'root.json'),
    await sealFile({ kind: 'root', password, plaintext: root, random, cost }),
  )
  await keep(join(folder, 'password'), toUtf8(`${password}\n`))
  await keep(join(folder, 'README.txt'), toUtf8(README))
  await keep(join(folder, 'genesis.json'), genesis)
}

const keep = (path: string, bytes: Uint8Array) => writeWhole(path, bytes, { replace: false })

async function makeVaults(
  { context }: Trial,
  folder: string,
  password: string,
  orgId: Uint8Array,
  people: readonly Person[],
): Promise<void> {
  await makePrivateFolder(join(folder, 'vaults'))
  for (const { name, identity } of people) {
    await createVault(join(folder, 'vaults', name), { identity, orgId }, password, context.random, context)
  }
}

const foundingOf = ({ context, p, data, form, oversight }: Trial, root: Uint8Array) => ({
  name: organisationName,
  contact: ['', '', ''],
  desks: desksOf(oversight),
  roots: [root],
  threshold: 1,
  logKeys: [p.verifyingKey(openLogKey(data))],
  today: dayOf(secondsOf(context)),
  validDays: VALID_DAYS,
  form: form ?? [],
})
