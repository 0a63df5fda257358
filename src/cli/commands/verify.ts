import { connect } from '../../client/api.ts'
import type { FileFinding, Standing } from '../../client/verify/files.ts'
import { openPage } from '../../client/verify/page.ts'
import { isSound, type Verification, verifyService } from '../../client/verify/verify.ts'
import { loadPrimitives } from '../../desk/primitives.ts'
import { oneLine } from '../cases/one-line.ts'
import { Finding, hintOf } from '../exit.ts'
import { formIn, RELEASED_FORM } from '../form-folder.ts'
import { addCommand, type CommandModule, type Context, groups, options } from '../program.ts'
import { networkOf, organisationOf, secondsOf } from '../session.ts'
import { parsePage, readSettings, type SettingFlags } from '../settings.ts'

interface Flags extends SettingFlags {
  readonly form?: string
}

export const verify: CommandModule = {
  register(program, context) {
    addCommand(program, {
      usage: 'verify <address>',
      group: groups.everyone,
      summary: 'compare a service with what its organisation signed',
      about:
        'Looks at a service from outside, as a source would, and needs no key. Follows the chain of keyrings from the organisation, ' +
        'compares the intake keys of this week and the next with it, and every file of the form with the hashes that the organisation signed and with ' +
        'the form of this release. The address is that of the form; where the form is hosted apart, its org.json leads to the server. ' +
        'Ends with 0 when all is as signed, and with 3 when anything is not. A server can show you something else than others: ' +
        'run it from several places, over Tor too.',
      examples: [
        [
          'candor verify https://tips.example.org --org 4f0c…',
          'compares the form and the keys with what the organisation signed',
        ],
        ['candor verify http://127.0.0.1:8080', 'looks at the trial on this machine'],
      ],
    })
      .addOption(options.organisation())
      .addOption(options.form())
      .action((address: string, flags: Flags) => verifyAddress(context, address, flags))
  },
}

async function verifyAddress(context: Context, address: string, flags: Flags): Promise<void> {
  const network = networkOf(context)
  const page = openPage(network, parsePage(address, 'the address'))
  const settings = readSettings({ org: flags.org, server: page.address.origin }, context)
  const before = organisationOf(settings)
  const place = await page.place()
  // Another page than the one asked for says where this is.
  const server = place === null ? page.address : parsePage(place.api.origin, 'the server in org.json')
  const orgId = before ?? organisationOf({ ...settings, server: server.origin })
  const p = await loadPrimitives()
  const released = await formIn(p, flags.form ?? RELEASED_FORM)
  const now = secondsOf(context)
  const api = connect(network, new URL(server.origin), () => secondsOf(context))
  const found = await context.terminal.during('comparing', () =>
    verifyService(p, { api, page, place, orgId, released }, now),
  )
  show(context, found)
  if (released === null) noteNoRelease(context)
  context.terminal.result(resultOf(found, released !== null))
  if (!found.asSigned) throw new Finding('keys')
}

const noteNoRelease = ({ terminal }: Context) =>
  terminal.note('There is no built form here to compare with: name one with --form, or run npm run setup.')

function resultOf(
  { keyring, place, sealing, nextWeek, ...rest }: Verification,
  comparedWithRelease: boolean,
) {
  const { seq, validFrom, validUntil } = keyring
  return {
    ...rest,
    api: place?.api.origin ?? null,
    namedByPage: place?.organisation ?? null,
    keyring: { seq, validFrom, validUntil },
    intakeKeys: sealing === null ? 'as-signed' : sealing.code,
    intakeKeysOfNextWeek: nextWeek === null ? 'as-signed' : nextWeek.code,
    comparedWithRelease,
  }
}

function show(context: Context, found: Verification): void {
  const { terminal } = context
  const { keyring, organisation } = found
  terminal.line({ text: oneLine(keyring.name[0] ?? ''), style: 'strong' })
  terminal.line(`organisation  ${organisation}`)
  for (const { seq, validFrom, validUntil } of found.chain)
    terminal.line(`keyring       ${seq}, valid from ${validFrom} to ${validUntil}`)
  terminal.line()
  showRecipients(context, found)
  terminal.line()
  showFingerprints(context, found)
  terminal.line()
  showPlace(context, found)
  showKeys(context, found)
  showFiles(context, found)
  terminal.line()
  terminal.line(
    found.asSigned
      ? { text: 'All is as signed.', style: 'green' }
      : { text: 'Not all is as signed. Do not send anything there until this is explained.', style: 'red' },
  )
}

function showRecipients({ terminal }: Context, { recipients }: Verification): void {
  terminal.table(
    [{ title: 'recipient' }, { title: 'desks' }, { title: 'weeks of keys ahead', align: 'right' }],
    recipients.map(({ label, desks, weeksAhead }) => [
      label,
      desks.join(', '),
      weeksAhead < 0 ? { text: 'past their end', style: 'red' } : String(weeksAhead),
    ]),
  )
}

/** To be compared with what people say over another channel. */
function showFingerprints({ terminal }: Context, { recipients, roots, keyring }: Verification): void {
  for (const { label, fingerprint } of recipients) {
    terminal.line(`the words of ${oneLine(label)}:`)
    terminal.block(fingerprint)
  }
  roots.forEach((words, i) => {
    terminal.line(`the words of root key ${i + 1}, of which ${keyring.threshold} must sign:`)
    terminal.block(words)
  })
}

function showPlace({ terminal }: Context, { place, organisation }: Verification): void {
  if (place === null) return terminal.line(wrong, ' there is no org.json that the form would take')
  if (place.organisation !== organisation)
    return terminal.line(wrong, ` org.json names another organisation: ${place.organisation}`)
  terminal.line(right, ` org.json names this organisation, and ${place.api.origin}`)
}

function showKeys({ terminal }: Context, { sealing, nextWeek }: Verification): void {
  const fault = sealing ?? nextWeek
  if (fault === null)
    return terminal.line(right, ' the intake keys of this week and the next are those that are signed')
  terminal.line(wrong, ` ${sealing === null ? 'next week: ' : ''}${fault.message}`)
  const hint = hintOf(fault)
  if (hint !== undefined) terminal.line(`        ${hint}`)
}

function showFiles({ terminal }: Context, { files, keyring }: Verification): void {
  const faults = files.filter((file) => !isSound(file))
  const compared = files.some(({ release }) => release !== null)
  if (faults.length > 0) {
    for (const file of faults) terminal.line(wrong, ` ${file.path}: ${faultsOf(file).join('; ')}`)
  } else if (keyring.form.length === 0) {
    terminal.line(right, ' no form is signed, and none is served')
  } else {
    const release = compared ? ', and are those of this release' : ''
    terminal.line(right, ` all ${keyring.form.length} files of the form are served as signed${release}`)
  }
}

const right = { text: 'ok   ', style: 'green' } as const
const wrong = { text: 'WRONG', style: 'red' } as const

const asServed: Partial<Record<Standing, string>> = {
  changed: 'what is served is not what was signed',
  missing: 'it was signed, and is not served',
  'not-signed': 'it is served or used, and was not signed',
}

const asReleased: Partial<Record<Standing, string>> = {
  changed: 'what was signed is not what this release has',
  missing: 'it was signed, and this release does not have it',
  'not-signed': 'this release has it, and it was not signed',
}

const faultsOf = ({ served, release }: FileFinding): string[] =>
  [asServed[served], release === null ? undefined : asReleased[release]].filter((text) => text !== undefined)
