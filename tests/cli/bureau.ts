import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeRoot } from '../../src/admin/roots.ts'
import { admin } from '../../src/cli/commands/admin.ts'
import { approve } from '../../src/cli/commands/approve.ts'
import { handover } from '../../src/cli/commands/handover.ts'
import { journal } from '../../src/cli/commands/journal.ts'
import { sync } from '../../src/cli/commands/sync.ts'
import { type Api, connect } from '../../src/client/api.ts'
import { enrolmentOf, type Identity, newIdentity } from '../../src/desk/vault/identity.ts'
import { createVault } from '../../src/desk/vault/vault.ts'
import { costForTestsOnly } from '../../src/keyfile/sealed-file.ts'
import { fromHex } from '../../src/protocol/bytes.ts'
import { parseStatement } from '../../src/protocol/keyring/dsse.ts'
import { parseProposal } from '../../src/protocol/keyring/proposal.ts'
import { type Keyring, parseKeyring } from '../../src/protocol/keyring/statement.ts'
import { encodeRequest } from '../../src/protocol/request-file.ts'
import { encodeRootFile } from '../../src/protocol/root-file.ts'
import { dayOf, epochOfDay } from '../../src/protocol/time.ts'
import { openLogKey } from '../../src/server/log-key.ts'
import { NOON, p } from '../intake/support.ts'
import { network } from '../support/network.ts'
import { newFolder, random, serveData, typed } from './inside.ts'

const commands = [admin, approve, handover, journal, sync]

interface Typed {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Several admins and investigators, each with a folder of their own, around one server. */
export interface Bureau {
  readonly folder: string
  readonly time: { now: number }
  readonly origin: string
  readonly api: Api
  readonly path: (name: string) => string
  /** Whoever has this folder types a command of the admin. */
  readonly admin: (who: string, ...args: string[]) => Promise<Typed>
  readonly json: (who: string, ...args: string[]) => Promise<Record<string, unknown>>
  /** The same at a terminal of 80 columns. */
  readonly seen: (who: string, ...args: string[]) => Promise<Typed>
  readonly at: (person: string, ...args: string[]) => Promise<Typed>
  /** A root key of somebody, with its public half beside it. */
  readonly root: (who: string) => Promise<string>
  /** Somebody who asks to be enrolled. */
  readonly person: (name: string, id?: string) => Identity
  readonly request: (name: string) => string
  /** The vault of somebody, once the organisation is known. */
  readonly vault: (name: string, orgId: string) => Promise<void>
  readonly close: () => Promise<void>
}

export async function openBureau(): Promise<Bureau> {
  const { path: folder, remove } = newFolder()
  const path = (name: string) => join(folder, name)
  const time = { now: NOON }
  const data = path('data')
  openLogKey(data)
  const form = path('no-form')
  const server = await serveData(data, form, () => time.now)
  writeFileSync(path('password'), 'correct horse\n')
  const people = new Map<string, Identity>()
  const world = { clock: () => time.now * 1000 }
  const env = { CANDOR_SERVER: server.origin, CANDOR_PASSWORD_FILE: path('password'), CANDOR_DATA: data }

  const asAdmin = (who: string, ...args: string[]) =>
    typed(commands, ['admin', ...args], { ...env, CANDOR_ADMIN: path(who) }, world)
  const identityOf = (name: string): Identity => people.get(name) as Identity

  return {
    folder,
    time,
    path,
    origin: server.origin,
    api: connect(network, new URL(server.origin), () => time.now),
    admin: asAdmin,
    json: async (who, ...args) =>
      JSON.parse((await asAdmin(who, ...args, '--json')).out) as Record<string, unknown>,
    seen: (who, ...args) =>
      typed(commands, ['admin', ...args], { ...env, CANDOR_ADMIN: path(who) }, { ...world, isTTY: true }),
    at: (person, ...args) => typed(commands, args, { ...env, CANDOR_VAULT: path(`vault-${person}`) }, world),
    root: async (who) => {
      mkdirSync(path(who), { recursive: true, mode: 0o700 })
      const seed = random(32)
      const writing = { random, cost: costForTestsOnly }
      await writeRoot(
        join(path(who), 'root.json'),
        { label: who, orgId: null, seed },
        'correct horse',
        writing,
      )
      const open = join(path(who), 'root-public.json')
      writeFileSync(open, encodeRootFile({ label: who, key: p.verifyingKey(seed) }))
      return open
    },
    person: (name, id) => {
      const made = newIdentity(random, epochOfDay(dayOf(time.now)))
      const identity = id === undefined ? made : { ...made, recipientId: id }
      people.set(name, identity)
      const { recipient, block } = enrolmentOf(p, identity)
      const request = { label: name, id: recipient.id, identity: recipient.identity, blockBytes: block }
      writeFileSync(path(`${name}.json`), encodeRequest(request))
      return identity
    },
    request: (name) => path(`${name}.json`),
    vault: async (name, orgId) => {
      const options = { cost: costForTestsOnly }
      const vault = { identity: identityOf(name), orgId: fromHex(orgId) }
      await createVault(path(`vault-${name}`), vault, 'correct horse', random, options)
    },
    close: async () => {
      await server.close()
      remove()
    },
  }
}

/** The keyring that a proposal file proposes. */
export const proposedIn = (path: string): Keyring =>
  parseKeyring(parseStatement(parseProposal(new Uint8Array(readFileSync(path))).next).payload)

/** A description of an organisation with some desks. */
export function describeDesks(path: string, desks: readonly string[]): string {
  const label = (id: string) => [id, id, id]
  const text = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  const edited = { ...text, desks: desks.map((id) => ({ id, label: label(id), about: label('') })) }
  writeFileSync(path, JSON.stringify(edited, null, 2))
  return path
}
