import { foundOrganisation } from '../../src/admin/genesis.ts'
import { type Enrolment, enrolmentOf, type Identity, newIdentity } from '../../src/desk/vault/identity.ts'
import { type TrustedKeyring, trustGenesis } from '../../src/protocol/keyring/chain.ts'
import { parseStatement } from '../../src/protocol/keyring/dsse.ts'
import type { Keyring } from '../../src/protocol/keyring/statement.ts'
import { dayOf, epochOfDay } from '../../src/protocol/time.ts'
import { sodium } from '../support/implementations.ts'
import { deterministic, signAll } from '../support/organisation.ts'

/** Browsers tell the real time: the organisations of these tests are of today. */
export const today = (): number => dayOf(Math.floor(Date.now() / 1000))

export interface FormOrganisation {
  readonly statement: Uint8Array
  readonly trusted: TrustedKeyring
  readonly people: readonly { readonly identity: Identity; readonly enrolment: Enrolment }[]
  readonly logSeed: Uint8Array
}

const names = [
  ['Aigerim Sadykova', 'Айгерим Садыкова', 'Айгерім Садықова'],
  ['Daniyar Ospanov', 'Данияр Оспанов', 'Данияр Оспанов'],
  ['Saule Akhmetova', 'Сауле Ахметова', 'Сәуле Ахметова'],
] as const

const label = (i: number) => names[i] ?? [`Person ${i + 1}`, `Человек ${i + 1}`, `${i + 1}-адам`]

const desks: Keyring['desks'] = [
  {
    id: 'main',
    label: ['Reception of reports', 'Приём сообщений', 'Хабарламаларды қабылдау'],
    about: ['Reads every report.', 'Читает все сообщения.', 'Барлық хабарламаларды оқиды.'],
  },
  {
    id: 'region',
    label: ['Regional office', 'Областное управление', 'Облыстық басқарма'],
    about: ['Follows up cases in the region.', 'Ведёт дела в области.', 'Облыстағы істерді жүргізеді.'],
  },
]

export interface FormShape {
  readonly people?: number
  readonly desks?: number
  readonly seed?: string
  readonly changes?: (keyring: Keyring) => Keyring
}

/** An organisation with the questions of the template, in three languages. */
export function makeFormOrganisation(shape: FormShape = {}): FormOrganisation {
  const random = deterministic(shape.seed ?? 'form')
  const [root, logSeed] = [random(32), random(32)]
  const epoch = epochOfDay(today())
  const people = Array.from({ length: shape.people ?? 3 }, () => newIdentity(random, epoch, 3)).map(
    (identity) => ({
      identity,
      enrolment: enrolmentOf(sodium, identity),
    }),
  )
  const shown = desks.slice(0, shape.desks ?? 1)
  const founded = foundOrganisation(sodium, {
    name: ['Test organisation', 'Проверочная организация', 'Сынақ ұйымы'],
    contact: ['', '', ''],
    desks: shown,
    recipients: people.map(({ enrolment }, i) => ({
      ...enrolment.recipient,
      label: [...label(i)],
      desks: shown.length > 1 && i === 2 ? ['region'] : ['main'],
    })),
    roots: [root],
    threshold: 1,
    logKeys: [sodium.verifyingKey(logSeed)],
    today: today(),
    validDays: 365,
  })
  const statement = changed(founded, root, shape.changes)
  return { statement, trusted: trustGenesis(sodium, statement, null), people, logSeed }
}

function changed(statement: Uint8Array, root: Uint8Array, changes: FormShape['changes']): Uint8Array {
  if (changes === undefined) return statement
  const keyring = JSON.parse(new TextDecoder().decode(parseStatement(statement).payload)) as Keyring
  return signAll(sodium, changes(keyring), [root])
}
