import type { VaultKey } from '../desk/vault/vault.ts'
import { openLocalDesk } from './desk.ts'
import { RELEASED_PAGE, readPage } from './page.ts'
import type { DeskSettings, World } from './program.ts'
import { buildServer, listen } from './server.ts'
import { openSessions } from './sessions.ts'
import { STARTER_TEMPLATES } from './starter-templates.ts'
import { type StartJob, startInThread } from './sync/job.ts'

/** The desk while its program runs. */
export interface RunningDesk {
  readonly origin: string
  /** An address with a token that counts once; the link before it, where nobody used it, counts no more. */
  readonly newLink: () => string
  /** Called when a link was used. */
  readonly onLinkUsed: (listener: () => void) => void
  /** Locks, and ends. */
  readonly close: () => Promise<void>
}

interface Starting {
  readonly settings: DeskSettings
  readonly world: World
  /** The vault where it was unlocked already. */
  readonly key: VaultKey | null
  /** The folder of the built page; that of this release unless told. */
  readonly page?: string
  readonly startJob?: StartJob
}

/** Starts the local server on a port that chance chooses, for this machine alone. */
export async function startDesk({ settings, world, key, ...rest }: Starting): Promise<RunningDesk> {
  const { page = RELEASED_PAGE, startJob = startInThread } = rest
  const files = readPage(page)
  const sessions = openSessions(world.random, world.clock)
  const desk = openLocalDesk({ settings, world, startJob, templates: STARTER_TEMPLATES })
  const app = buildServer({ desk, sessions, page: files })
  const origin = await listen(app)
  if (key !== null) await desk.open(key)
  const timer = setInterval(() => void desk.tick(), world.tickMs)
  return {
    origin,
    newLink: () => `${origin}/#${sessions.newToken()}`,
    onLinkUsed: (listener) => {
      sessions.onTaken = listener
    },
    async close() {
      clearInterval(timer)
      await desk.lock()
      await app.close()
    },
  }
}
