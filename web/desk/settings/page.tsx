import { useState } from 'preact/hooks'
import type { Preferences } from '../../../src/local/wire.ts'
import { PlainText } from '../shell/plain-text.tsx'
import { showToast } from '../shell/toast.tsx'
import { tellRefusal } from '../state/deeds.ts'
import { changePreferences, preferences } from '../state/preferences.ts'
import { deskState } from '../state/session.ts'
import { languageNames, languages, words } from '../words/index.ts'
import { settingsWords } from '../words/settings.ts'
import { Templates } from './templates.tsx'

/** How the desk speaks, looks and locks, and the texts that are used again and again. */
export function SettingsPage() {
  const w = words(settingsWords)
  const now = preferences.value
  if (now === null) return null
  return (
    <main class="leaf settings-page" aria-labelledby="settings-title">
      <header>
        <h1 id="settings-title">{w.title}</h1>
        <p class="soft">{w.about}</p>
      </header>
      <section aria-labelledby="settings-look">
        <h2 id="settings-look">{w.look}</h2>
        <Language now={now} />
        <Theme now={now} />
      </section>
      <section aria-labelledby="settings-safety">
        <h2 id="settings-safety">{w.safety}</h2>
        <LockAfter now={now} />
        <Acknowledges now={now} />
      </section>
      <Templates templates={now.templates} />
      <Here />
    </main>
  )
}

interface Properties {
  readonly now: Preferences
}

/** Says that it is kept: there is no button to press. */
async function keep(change: Partial<Preferences>): Promise<void> {
  try {
    await changePreferences(change)
    showToast({ text: words(settingsWords).saved })
  } catch (error) {
    tellRefusal(error)
  }
}

function Language({ now }: Properties) {
  const w = words(settingsWords)
  return (
    <fieldset>
      <legend>{w.language}</legend>
      <div class="choices">
        {(['', ...languages] as const).map((each) => (
          <label key={each} class="choice" lang={each || undefined}>
            <input
              type="radio"
              name="language"
              checked={now.language === each}
              onChange={() => void keep({ language: each })}
            />
            {each === '' ? w.asBrowser : languageNames[each]}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

function Theme({ now }: Properties) {
  const w = words(settingsWords)
  return (
    <fieldset>
      <legend>{w.theme}</legend>
      <div class="choices">
        {(['', 'light', 'dark'] as const).map((each) => (
          <label key={each} class="choice">
            <input
              type="radio"
              name="theme"
              checked={now.theme === each}
              onChange={() => void keep({ theme: each })}
            />
            {w.themes[each]}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

const MINUTES = /^([1-9]|[1-9]\d|1\d\d|2[0-3]\d|240)$/

function LockAfter({ now }: Properties) {
  const w = words(settingsWords)
  const [isWrong, setWrong] = useState(false)
  const change = (text: string) => {
    setWrong(!MINUTES.test(text))
    if (MINUTES.test(text) && Number(text) !== now.lockAfter) void keep({ lockAfter: Number(text) })
  }
  return (
    <div class="field">
      <label for="lock-after">{w.lockAfter}</label>
      <span class="with-unit">
        <input
          id="lock-after"
          inputMode="numeric"
          autocomplete="off"
          value={String(now.lockAfter)}
          aria-invalid={isWrong}
          aria-describedby="lock-after-hint"
          onChange={({ currentTarget }) => change(currentTarget.value.trim())}
        />
        {w.minutes}
      </span>
      <span id="lock-after-hint" class={isWrong ? 'wrong' : 'hint'}>
        {isWrong ? w.lockAfterWrong : w.lockAfterHint}
      </span>
    </div>
  )
}

function Acknowledges({ now }: Properties) {
  const w = words(settingsWords)
  return (
    <div class="field">
      <label class="choice">
        <input
          type="checkbox"
          checked={now.acknowledges}
          aria-describedby="acknowledges-hint"
          onChange={({ currentTarget }) => void keep({ acknowledges: currentTarget.checked })}
        />
        {w.acknowledges}
      </label>
      <span id="acknowledges-hint" class="hint">
        {w.acknowledgesHint}
      </span>
    </div>
  )
}

function Here() {
  const w = words(settingsWords).here
  const state = deskState.value
  if (state === null) return null
  return (
    <section aria-labelledby="settings-here">
      <h2 id="settings-here">{w.title}</h2>
      <dl class="facts">
        <dt>{w.vault}</dt>
        <dd>
          <PlainText text={state.vault} />
          <p class="soft small">{state.isTrial ? w.trial : w.vaultAbout}</p>
        </dd>
        <dt>{w.version}</dt>
        <dd>{state.version}</dd>
      </dl>
    </section>
  )
}
