import type { App, Screen, SessionScreen } from './app.ts'
import { paragraph } from './dom.ts'
import { backButton, heading } from './heading.ts'
import { pauseLine } from './pause-line.ts'

/** Until the directory is here, such a screen says so; when it is refused, the page stops. */
export const withSession =
  (screen: SessionScreen): Screen =>
  (app, signal) => {
    const progress = app.connection.progress()
    if (progress.at === 'ready') return screen(app, progress.session, signal)
    const move = () => {
      const { at } = app.connection.progress()
      if (at === 'ready') app.go(app.state.screen)
      if (at === 'refused') stop(app)
    }
    app.connection.watch(move, signal)
    queueMicrotask(move)
    const { title, about } = app.words().waiting
    return [backButton(app), heading(title), paragraph(about), pauseLine(app, signal)]
  }

/** Takes the reason from the connection to the screen that explains it. */
export function stop(app: App): void {
  const progress = app.connection.progress()
  app.state.refusal = progress.at === 'refused' ? progress.reason : 'unknown'
  app.go('stopped')
}
