import type { Command } from 'commander'
import { toBase64 } from '../../protocol/bytes.ts'
import { dayOf } from '../../protocol/time.ts'
import { backUp } from '../../server/backup.ts'
import { type CheckFinding, checkServer } from '../../server/check.ts'
import { openLogKey } from '../../server/log-key.ts'
import type { Manifest } from '../../server/manifest.ts'
import { loadNativeNotary } from '../../server/native.ts'
import { restore } from '../../server/restore.ts'
import { Finding } from '../exit.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { secondsOf } from '../session.ts'
import type { Piece } from '../terminal.ts'

interface Flags {
  readonly data?: string
}

export const server: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'server',
      group: groups.admins,
      summary: 'back up, restore and check the server',
      about: 'Looks after the data folder of a server, on the machine on which it runs.',
      examples: [['candor server check', 'says whether anything is wrong']],
    })
    addLogKey(command, context)
    addBackup(command, context)
    addRestore(command, context)
    addCheck(command, context)
  },
}

const withData = (command: Command): Command =>
  command.option('--data <folder>', 'the data folder of the server (CANDOR_DATA)')

const dataOf = ({ env }: Context, { data }: Flags): string => data ?? (env['CANDOR_DATA'] || 'data')

function addLogKey(program: Command, context: Context): void {
  const command = addCommand(program, {
    usage: 'log-key',
    group: groups.admins,
    summary: 'print the public key of receipts',
    about:
      'Prints the public half of the key with which this server signs receipts, for candor admin init --log-key on the admin’s computer. ' +
      'The key is made if there is none yet. Nothing of what is printed is secret. Type it as the user who runs the server.',
    examples: [['candor server log-key --data /var/lib/candor/data', 'prints one line of base64']],
  })
  withData(command).action((flags: Flags) => showLogKey(context, flags))
}

async function showLogKey(context: Context, flags: Flags): Promise<void> {
  const { notary } = await surroundings(context)
  const logKey = toBase64(notary.verifyingKey(openLogKey(dataOf(context, flags))))
  context.terminal.line(logKey)
  context.terminal.result({ logKey })
}

function addBackup(program: Command, context: Context): void {
  const command = addCommand(program, {
    usage: 'backup <to>',
    group: groups.admins,
    summary: 'copy the data into a new folder, also while the server runs',
    about:
      'Copies the data folder as it is at one moment, looks through the copy, and says what is in it. The server may run and take tips meanwhile. ' +
      'The copy holds nothing that is readable, but the key that signs receipts: keep it as safe as the server.',
    examples: [['candor server backup /backups/2026-11-21', 'makes that folder']],
  })
  withData(command).action((to: string, flags: Flags) => makeBackup(context, to, flags))
}

async function makeBackup(context: Context, to: string, flags: Flags): Promise<void> {
  const { terminal } = context
  const options = { data: dataOf(context, flags), to, ...(await surroundings(context)) }
  const manifest = await terminal.during('copying', () => backUp(options))
  terminal.line(`Backed up to ${to}: ${contentOf(manifest)}. All of it was checked.`)
  terminal.result({ backup: to, ...summaryOf(manifest) })
}

function addRestore(program: Command, context: Context): void {
  const command = addCommand(program, {
    usage: 'restore <from>',
    group: groups.admins,
    summary: 'make the data folder from a backup',
    about:
      'Checks a backup and makes the data folder from it, which must not hold anything yet. ' +
      'What came in after the backup is lost: sources find out by their receipts, and the software of investigators notices that the list went back.',
    examples: [['candor server restore /backups/2026-11-21', 'restores into ./data, or $CANDOR_DATA']],
  })
  withData(command).action((from: string, flags: Flags) => makeRestored(context, from, flags))
}

async function makeRestored(context: Context, from: string, flags: Flags): Promise<void> {
  const { terminal } = context
  const data = dataOf(context, flags)
  const { notary } = await surroundings(context)
  const manifest = await terminal.during('restoring', () => restore({ from, data, notary }))
  terminal.line(`Restored ${data}: ${contentOf(manifest)}. All of it was checked.`)
  terminal.line(`It is as it was on ${manifest.day}: whatever came in after the backup was made is lost.`)
  terminal.line(
    'Tell the investigators: their software will notice that the list went back, and read all of it again.',
  )
  terminal.line(
    'Then, with the server running, candor admin status says whether a keyring has to be published again.',
  )
  terminal.result({ data, ...summaryOf(manifest) })
}

function addCheck(program: Command, context: Context): void {
  const command = addCommand(program, {
    usage: 'check',
    group: groups.admins,
    summary: 'look whether anything is wrong with the data',
    about:
      'Looks through the data folder, also while the server runs, and changes nothing. Ends with 1 when something is wrong.',
    examples: [['candor server check', 'looks through ./data, or $CANDOR_DATA']],
  })
  withData(command).action((flags: Flags) => showCheck(context, flags))
}

async function showCheck(context: Context, flags: Flags): Promise<void> {
  const { terminal } = context
  const options = { data: dataOf(context, flags), ...(await surroundings(context)) }
  const findings = await terminal.during('checking', async () => checkServer(options))
  for (const finding of findings) terminal.line(...piecesOf(finding))
  const isSound = findings.every(({ state }) => state !== 'bad')
  terminal.result({ sound: isSound, findings })
  if (!isSound) throw new Finding('other')
}

const marks: Readonly<Record<CheckFinding['state'], Piece>> = {
  good: { text: 'good ', style: 'green' },
  soon: { text: 'soon ', style: 'yellow' },
  bad: { text: 'bad  ', style: 'red' },
}

const piecesOf = ({ state, text }: CheckFinding): Piece[] => [marks[state], ' ', text]

const surroundings = async (context: Context) => ({
  notary: await loadNativeNotary(),
  today: dayOf(secondsOf(context)),
})

const contentOf = ({ counts: { tips, drops } }: Manifest): string =>
  `${tips} ${tips === 1 ? 'tip' : 'tips'}, ${drops} ${drops === 1 ? 'drop' : 'drops'} of conversations and teams`

const summaryOf = ({ day, organisation, newest, counts }: Manifest) => ({
  day,
  organisation: organisation || null,
  newest,
  counts,
})
