import type { Enrolment } from '../../desk/vault/identity.ts'
import type { Desk, Recipient } from '../../protocol/keyring/statement.ts'

/** Somebody of the trial, and the name of their vault. */
interface Part {
  readonly name: string
  readonly label: readonly string[]
  readonly desk: string
}

const PEOPLE: readonly Part[] = [
  { name: 'aigerim', label: ['Aigerim (trial)', 'Айгерим (проба)', 'Айгерім (сынақ)'], desk: 'main' },
  { name: 'daniyar', label: ['Daniyar (trial)', 'Данияр (проба)', 'Данияр (сынақ)'], desk: 'main' },
]

/** Whoever is at the second desk, where one was wished for. */
export const OVERSEER: Part = {
  name: 'saule',
  label: ['Saule (trial)', 'Сауле (проба)', 'Сәуле (сынақ)'],
  desk: 'oversight',
}

export const partsOf = (oversight: boolean): readonly Part[] => (oversight ? [...PEOPLE, OVERSEER] : PEOPLE)

export const organisationName = [
  'Trial organisation: not for real tips',
  'Пробная организация: не для настоящих сообщений',
  'Сынақ ұйымы: шынайы хабарламаларға арналмаған',
]

const MAIN: Desk = {
  id: 'main',
  label: ['Main desk', 'Основной отдел', 'Негізгі бөлім'],
  about: [
    'Reads every tip of the trial.',
    'Читает все пробные сообщения.',
    'Барлық сынақ хабарламаларды оқиды.',
  ],
}

const OVERSIGHT: Desk = {
  id: 'oversight',
  label: ['Oversight', 'Надзор', 'Бақылау'],
  about: [
    'Sees that the main desk does its work.',
    'Следит за работой основного отдела.',
    'Негізгі бөлімнің жұмысын бақылайды.',
  ],
}

// One desk unless told: with two, the form asks where a tip should go, and for whom it may be later.
export const desksOf = (oversight: boolean): readonly Desk[] => (oversight ? [MAIN, OVERSIGHT] : [MAIN])

export const recipientsOf = (parts: readonly Part[], enrolments: readonly Enrolment[]): Recipient[] =>
  parts.map(({ label, desk }, i) => ({
    ...(enrolments[i] as Enrolment).recipient,
    label: [...label],
    desks: [desk],
  }))

export const README = `This is a TRIAL organisation, for looking around on one machine.

The keys lie here beside their password: whoever can read this folder can read
every tip. Never take a real tip with it. Delete the data folder to start again.

  password    opens everything below
  root.json   the key that signs the organisation's keyring
  vaults/     one folder for each investigator
`
