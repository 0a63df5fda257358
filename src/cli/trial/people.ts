import type { Enrolment } from '../../desk/identity.ts'
import type { Desk, Recipient } from '../../protocol/keyring/statement.ts'

/** The names of the trial's vaults. */
export const NAMES = ['aigerim', 'daniyar'] as const

const LABELS: Readonly<Record<(typeof NAMES)[number], readonly string[]>> = {
  aigerim: ['Aigerim (trial)', 'Айгерим (проба)', 'Айгерім (сынақ)'],
  daniyar: ['Daniyar (trial)', 'Данияр (проба)', 'Данияр (сынақ)'],
}

export const organisationName = [
  'Trial organisation: not for real tips',
  'Пробная организация: не для настоящих сообщений',
  'Сынақ ұйымы: шынайы хабарламаларға арналмаған',
]

export const desks: readonly Desk[] = [
  {
    id: 'main',
    label: ['Main desk', 'Основной отдел', 'Негізгі бөлім'],
    about: [
      'Reads every tip of the trial.',
      'Читает все пробные сообщения.',
      'Барлық сынақ хабарламаларды оқиды.',
    ],
  },
]

export const recipientsOf = (enrolments: readonly Enrolment[]): Recipient[] =>
  NAMES.map((name, i) => ({
    ...(enrolments[i] as Enrolment).recipient,
    label: [...LABELS[name]],
    desks: ['main'],
  }))

export const README = `This is a TRIAL organisation, for looking around on one machine.

The keys lie here beside their password: whoever can read this folder can read
every tip. Never take a real tip with it. Delete the data folder to start again.

  password    opens everything below
  root.json   the key that signs the organisation's keyring
  vaults/     one folder for each of the two investigators
`
