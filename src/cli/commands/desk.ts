import { isTorified } from '../../client/onions.ts'
import { openInBrowser } from '../../local/browser.ts'
import { type LinkFile, writeLinkFile } from '../../local/link-file.ts'
import type { DeskSettings } from '../../local/program.ts'
import { type RunningDesk, startDesk } from '../../local/start.ts'
import { unlock, withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { readSettings, type SettingFlags, type Settings } from '../settings.ts'

interface Flags extends SettingFlags {
  readonly open: boolean
}

/** How the command ends, and how a person asks for another link. */
export interface Ending {
  /** Resolves when the program is to end. */
  readonly ended: Promise<void>
  /** Calls whenever a person presses Enter. */
  readonly onEnter: (listener: () => void) => void
}

/** The command, with an ending that tests can bring about. */
export const deskUntil = (startEnding: (context: Context) => Ending): CommandModule => ({
  register(program, context) {
    const command = addCommand(program, {
      usage: 'desk',
      group: groups.investigators,
      summary: 'open your place of work in the browser',
      about:
        'Starts the desk on this machine and opens it in the browser: your cases, the conversations, your team’s notes, your keys. ' +
        'What is readable stays here. The desk answers nobody but the browser that follows its link, once. ' +
        'Enter makes another link, for another window. Ctrl-C locks the desk and ends it.',
      examples: [
        ['candor desk', 'opens the desk in your browser'],
        ['candor desk --no-open', 'says the link, and opens nothing'],
      ],
    }).option('--no-open', 'only say the link')
    withVaultOptions(command).action((flags: Flags) => runDesk(context, flags, startEnding(context)))
  },
})

export const desk = deskUntil(untilInterrupted)

async function runDesk(context: Context, flags: Flags, { ended, onEnter }: Ending): Promise<void> {
  const settings = readSettings(flags, context)
  const key = settings.passwordFile === undefined ? null : await unlock(context, settings)
  const running = await startDesk({
    settings: settingsOf(context, settings),
    world: { random: context.random, clock: context.clock, tickMs: 1000 },
    key,
  })
  const link = linkOf(context, settings, running)
  try {
    await link.show(flags.open)
    onEnter(() => void link.show(flags.open))
    await ended
  } finally {
    await link.remove()
    await running.close()
  }
}

/** What is written can be taken back for so many seconds, also where it would leave at once. */
const GRACE_SECONDS = 10

function settingsOf({ env, version }: Context, settings: Settings): DeskSettings {
  const { vault, server, isTrial, passwordFile, jitterSeconds, watchSeconds } = settings
  return {
    vault,
    server,
    isTrial,
    version,
    jitterSeconds,
    watchSeconds,
    passwordFile: isTrial ? (passwordFile ?? null) : null,
    graceSeconds: GRACE_SECONDS,
    snapshots: env['CANDOR_SNAPSHOT'] || null,
    isTorified: isTorified(env),
  }
}

/** So long a link lies in a file, in milliseconds. */
const LINK_MS = 60_000

/** Says a new link, and opens it where that is wished: for a while it lies in a file then. */
function linkOf(context: Context, { vault }: Settings, running: RunningDesk) {
  let file: LinkFile | null = null
  const remove = async () => {
    await file?.remove()
    file = null
  }
  running.onLinkUsed(() => void remove())
  const show = async (isOpened: boolean) => {
    await remove()
    const link = running.newLink()
    context.terminal.line(`The desk is at ${link}`)
    context.terminal.result({ link })
    if (!isOpened) return
    const own = await writeLinkFile(vault, link, context.clock())
    file = own
    setTimeout(() => void own.remove(), LINK_MS).unref()
    const isThere = await openInBrowser(context.platform, own.path)
    context.terminal.note(isThere ? OPENS : NOTHING_OPENS)
  }
  return { show, remove }
}

const OPENS = 'It opens in your browser. Enter makes another link; Ctrl-C ends it.'
const NOTHING_OPENS =
  'Nothing here opens a browser: follow the link yourself. Enter makes another; Ctrl-C ends it.'

/** Ctrl-C, a closed terminal, or the machine that shuts down. */
function untilInterrupted({ stdin }: Context): Ending {
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
  const onEnter = (listener: () => void) => {
    if (stdin.isTTY !== true) return
    stdin.on('data', listener)
    // Nothing else keeps the program from ending once it is told to.
    void ended.then(() => stdin.pause())
  }
  return { ended, onEnter }
}
