import type { Screen } from '../app.ts'
import { heading } from '../heading.ts'
import { pauseLine } from '../pause-line.ts'
import type { ReturnScreens } from '../return/index.ts'
import type { ReturnName } from '../state.ts'
import { withSession } from '../with-session.ts'

/** Most people never come back: what they would need then is fetched only then. */
let screens: ReturnScreens | null = null

export const returning = (name: ReturnName): Screen =>
  withSession((app, session, signal) => {
    if (screens !== null) return screens[name](app, session, signal)
    const fetchScreens = async () => {
      const part = await app.connection.load<typeof import('../return/index.ts')>('return.js')
      screens = part.returnScreens
      if (!signal.aborted) app.go(name)
    }
    void fetchScreens()
    return [heading(app.words().waiting.title), pauseLine(app, signal)]
  })
