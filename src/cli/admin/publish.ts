import { checkFresh, publishCeremony, waitingFor } from '../../admin/publish.ts'
import { CandorError } from '../../protocol/errors.ts'
import { type Ceremony, joinProposals, openProposal, type Proposal } from '../../protocol/keyring/proposal.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { inWords, labelOf } from '../cases/people.ts'
import { today } from '../cases/when.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { openSession, organisationOf } from '../session.ts'
import { readProposal } from './files.ts'
import { type AdminFlags, openPlace, remember, withServer } from './place.ts'
import { ceremonyResult, missingText } from './show-ceremony.ts'

export const publish: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'publish <proposals...>',
      group: groups.admins,
      summary: 'put a signed proposal into force',
      about:
        'Joins the copies of a proposal that came back, and publishes it when enough people signed; otherwise it says who is missing. ' +
        'Run it again when it was interrupted: what was done is not done twice.',
      examples: [
        ['candor admin publish proposal-2.json', 'publishes it'],
        ['candor admin publish from-aigerim.json from-daniyar.json', 'joins two copies first'],
      ],
    })
    withServer(command).action((files: readonly string[], flags: AdminFlags) =>
      publishFiles(context, files, flags),
    )
  },
}

async function publishFiles(context: Context, files: readonly string[], flags: AdminFlags): Promise<void> {
  const { terminal } = context
  const place = await openPlace(context, flags)
  const { p, seen } = place
  const ceremony = await joined(p, files, seen?.trail[0]?.orgId ?? null)
  if (!ceremony.consent.complete) throw new CandorError('proposal_incomplete', clause(missingText(ceremony)))
  checkFresh(ceremony, today(context))
  const session = await openSession(context, flags)
  const named = session.settings.organisation === undefined ? null : organisationOf(session.settings)
  if (named !== null) openProposal(p, ceremony.proposal, named)
  const chain = await terminal.during('publishing', () => publishCeremony(p, session.api, ceremony, seen))
  await remember(place, chain)
  const waiting = await waitingFor(p, session.api, ceremony.draft.keyring)
  sayPublished(context, ceremony, waiting)
  terminal.result({ ...ceremonyResult(p, ceremony), waitingFor: waiting })
}

/** Every copy is checked by itself before its signatures are taken over. */
async function joined(p: Primitives, files: readonly string[], orgId: Uint8Array | null): Promise<Ceremony> {
  const copies: Proposal[] = []
  for (const file of files) copies.push(openProposal(p, await readProposal(file), orgId).proposal)
  return openProposal(p, copies.reduce(joinProposals), orgId)
}

function sayPublished({ terminal }: Context, { draft }: Ceremony, waiting: readonly string[]): void {
  const { keyring } = draft
  terminal.line(`Keyring ${keyring.seq} is published, from ${keyring.validFrom} to ${keyring.validUntil}.`)
  if (waiting.length === 0) return terminal.line('Sources are given it from now on.')
  const names = keyring.recipients.filter(({ id }) => waiting.includes(id)).map(labelOf)
  terminal.line(
    `Sources are given it once the keys of ${inWords(names)} are there: with their next candor sync.`,
  )
}

const clause = (sentence: string): string =>
  sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '')
