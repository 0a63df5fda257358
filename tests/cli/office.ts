import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { trial } from '../../src/cli/commands/trial.ts'
import { type CommandModule, createProgram } from '../../src/cli/program.ts'
import { createTerminal } from '../../src/cli/terminal.ts'
import { type Api, connect } from '../../src/client/api.ts'
import { followChain, prepareSealing } from '../../src/client/directory.ts'
import { loadPrimitives } from '../../src/desk/primitives.ts'
import { openCabinet } from '../../src/desk/vault/cabinet.ts'
import { createVault, identityIn, openVault } from '../../src/desk/vault/vault.ts'
import { costForTestsOnly } from '../../src/keyfile/sealed-file.ts'
import type { TrustedKeyring } from '../../src/protocol/keyring/chain.ts'
import type { Primitives } from '../../src/protocol/primitives/primitives.ts'
import type { SourceEvent } from '../../src/protocol/thread/events.ts'
import { dayOf } from '../../src/protocol/time.ts'
import { draftFrom, type TipInput } from '../../src/source/draft.ts'
import { deliver, newCodename, sealForSending } from '../../src/source/submit.ts'
import { type Visit, visit, write } from '../../src/source/visit.ts'
import { awayFromMidnight } from '../support/midnight.ts'
import { network } from '../support/network.ts'
import { newFolder, random, serveData, typed, type World } from './inside.ts'
import { world } from './screen.ts'

interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A source who keeps the codename. */
export interface Source {
  readonly visit: () => Promise<Visit>
  readonly say: (event: SourceEvent) => Promise<Visit>
}

/** A trial organisation with a running server, people at their desks, and a clock that can be put forward. */
export interface Office {
  readonly data: string
  /** Seconds since 1970-01-01 UTC. */
  readonly now: () => number
  readonly pass: (seconds: number) => void
  readonly api: Api
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
  readonly close: () => Promise<void>
  readonly at: (person: string, args: readonly string[], more?: World) => Promise<Outcome>
  readonly json: (person: string, args: readonly string[], more?: World) => Promise<Record<string, unknown>>
  readonly tip: (text: string, input?: Partial<TipInput>) => Promise<Source>
}

/** The same vaults, which open in a moment: these tests type many commands. */
async function makeCheap(p: Primitives, trialFolder: string): Promise<void> {
  const password = readFileSync(join(trialFolder, 'password'), 'utf8').trim()
  for (const name of readdirSync(join(trialFolder, 'vaults'))) {
    const folder = join(trialFolder, 'vaults', name)
    const { key, orgId, recipientId } = await openVault(folder, password)
    const cabinet = openCabinet(p, { folder, key }, random)
    const identity = identityIn(cabinet, recipientId)
    cabinet.close()
    rmSync(folder, { recursive: true })
    await createVault(folder, { identity, orgId }, password, random, { cost: costForTestsOnly })
  }
}

/** Made once for all tests of a process, and copied: making it costs what the passwords of its people cost. */
let made: Promise<string> | null = null

async function makeTrial(): Promise<string> {
  const folder = newFolder()
  process.once('exit', () => folder.remove())
  const data = join(folder.path, 'data')
  const form = join(folder.path, 'no-form')
  await typed([trial], ['trial', '--oversight', '--form', form], { CANDOR_DATA: data })
  await makeCheap(await loadPrimitives(), join(data, 'trial'))
  return data
}

/** @param commands what the people there can type */
export async function openOffice(commands: readonly CommandModule[]): Promise<Office> {
  await awayFromMidnight()
  const folder = newFolder()
  const data = join(folder.path, 'data')
  const p = await loadPrimitives()
  let ahead = 0
  const clock = () => Date.now() + ahead * 1000
  const now = () => Math.floor(clock() / 1000)
  const form = join(folder.path, 'no-form')
  made ??= makeTrial()
  cpSync(await made, data, { recursive: true })
  let server = await serveData(data, form, now)
  const { port } = new URL(server.origin)
  const api = connect(network, new URL(server.origin), now)

  const at = (person: string, args: readonly string[], more: World = {}) => {
    const env = { CANDOR_DATA: data, CANDOR_SERVER: server.origin, ...more.env }
    const vault = ['--vault', join(data, 'trial/vaults', person)]
    return typed(commands, [...args, ...vault], env, { clock, ...more })
  }
  const json = async (person: string, args: readonly string[], more: World = {}) =>
    JSON.parse((await at(person, [...args, '--json'], more)).out) as Record<string, unknown>

  const tip = async (text: string, input: Partial<TipInput> = {}): Promise<Source> => {
    const trail: TrustedKeyring[] = []
    const trusted = await followChain(p, api, { orgId: null }, (each) => trail.push(each))
    const to = await prepareSealing(p, api, trusted, now())
    const codename = newCodename(random)
    const written: TipInput = {
      language: 'en',
      desks: ['main'],
      exclude: [],
      escalate: [],
      answers: { what: text },
      ...input,
    }
    const draft = draftFrom(trusted.keyring, written)
    await deliver(p, api, to, sealForSending(p, to, codename, draft, random))
    const look = () => visit(p, api, { trail, entropy: codename.entropy, weeks: 4 })
    return {
      visit: look,
      say: async (event) => {
        const before = await look()
        return write(p, api, before, before.tips[0]!, event, { random, day: dayOf(now()) })
      },
    }
  }
  return {
    data,
    now,
    api,
    at,
    json,
    tip,
    pass: (seconds) => {
      ahead += seconds
    },
    stop: () => server.close(),
    start: async () => {
      server = await serveData(data, form, now, Number(port))
    },
    close: async () => {
      await server.close()
      folder.remove()
    },
  }
}

/** What a command is called. */
export function nameOf(command: CommandModule): string {
  const io = world()
  const program = createProgram([command], { ...io, terminal: createTerminal({ ...io, json: false }) })
  return program.commands[0]?.name() ?? ''
}
