import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Bureau, describeDesks, openBureau } from '../cli/bureau.ts'
import { openTestDesk, type TestDesk } from './desk.ts'

/** An organisation of three people and one root key, with their desks. */
export interface Founded extends Bureau {
  /** The file of a proposal that the admin drafted. */
  readonly proposal: (seq: number) => string
  /** As an admin sends it. */
  readonly sent: (seq: number) => string
  readonly desk: (person: string) => Promise<TestDesk>
}

const PEOPLE = ['aigerim', 'daniyar', 'saule'] as const

export async function foundOrganisation(): Promise<Founded> {
  const bureau = await openBureau()
  const { path, admin, request } = bureau
  const description = path('organisation.json')
  await sound(admin('chief', 'template', '--out', description))
  describeDesks(description, ['north', 'south'])
  for (const name of PEOPLE) bureau.person(name)
  await bureau.root('chief')
  const wishes = PEOPLE.flatMap((name) => ['--enrol', `north,south=${request(name)}`])
  const folders = ['--form', path('no-form'), '--data', path('data')]
  const made = await sound(admin('chief', 'init', description, ...folders, ...wishes))
  const organisation = /\n([0-9a-f]{64})\n/.exec(made.out)?.[1] ?? ''
  const proposal = (seq: number) => join(path('chief'), `proposal-${seq}.json`)
  await sound(admin('chief', 'publish', proposal(1)))
  for (const name of PEOPLE) {
    await bureau.vault(name, organisation)
    await sound(bureau.at(name, 'sync'))
  }
  return {
    ...bureau,
    proposal,
    sent: (seq) => readFileSync(proposal(seq), 'utf8'),
    desk: (person) =>
      openTestDesk({
        vault: path(`vault-${person}`),
        password: 'correct horse',
        server: bureau.origin,
        now: () => bureau.time.now,
      }),
  }
}

/** What a command said, which must not have been a refusal. */
export async function sound<Typed extends { readonly code: number; readonly err: string }>(
  typed: Promise<Typed>,
): Promise<Typed> {
  const outcome = await typed
  if (outcome.code !== 0) throw new Error(outcome.err)
  return outcome
}
