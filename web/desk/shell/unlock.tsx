import type { RefObject } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { deskState, isStranger, unlock } from '../state/session.ts'
import { gateWords } from '../words/gate.ts'
import { words } from '../words/index.ts'
import { refusalText } from '../words/refusals.ts'
import { LanguageSwitch } from './language-switch.tsx'

/** All that stands on the page while the desk is locked. */
export function Unlock() {
  const w = words(gateWords).unlock
  const state = deskState.value
  return (
    <div class="gate">
      <LanguageSwitch />
      <main>
        <h1>{w.title}</h1>
        <p class="soft">{w.about}</p>
        {state !== null && (
          <p class="vault">
            <span class="soft">{w.vault}</span> <code>{state.vault}</code>
          </p>
        )}
        <PasswordForm />
        {state?.isTrial === true && <Trial file={state.passwordFile} />}
      </main>
    </div>
  )
}

function Trial({ file }: { readonly file: string | null }) {
  const w = words(gateWords).unlock
  return (
    <div class="notice caution">
      <p>
        <strong>{w.trial}</strong> {file !== null && w.trialAbout}
      </p>
      {file !== null && <code>{file}</code>}
    </div>
  )
}

function PasswordForm() {
  const w = words(gateWords).unlock
  const [trouble, say] = useState('')
  const [isOpening, show] = useState(false)
  const [field, id] = [useRef<HTMLInputElement>(null), useId()]
  useEffect(() => field.current?.focus(), [])
  const open = async (event: SubmitEvent) => {
    event.preventDefault()
    if (isOpening) return
    const password = field.current?.value ?? ''
    say(password === '' ? w.empty : '')
    if (password === '') return field.current?.focus()
    show(true)
    const why = await whyNot(password)
    show(false)
    if (why === null) return
    say(why)
    field.current?.select()
  }
  return (
    <form onSubmit={(event) => void open(event)} autocomplete="off">
      <div class="field">
        <label for={id}>{w.password}</label>
        <PasswordField id={id} field={field} isWrong={trouble !== ''} />
        <span id={`${id}-trouble`} class="wrong" role="alert">
          {trouble}
        </span>
      </div>
      <button type="submit" class="primary" aria-disabled={isOpening}>
        {isOpening ? w.opening : w.open}
      </button>
    </form>
  )
}

interface PasswordProperties {
  readonly id: string
  readonly field: RefObject<HTMLInputElement | null>
  readonly isWrong: boolean
}

/** A field of text whose letters are dots: so no browser offers to keep what opens the vault, nor keeps it unasked. */
const KIND = CSS.supports('-webkit-text-security', 'disc')
  ? ({ type: 'text' } as const)
  : ({ type: 'password' } as const)

function PasswordField({ id, field, isWrong }: PasswordProperties) {
  return (
    <input
      ref={field}
      id={id}
      class="secret"
      {...KIND}
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      aria-invalid={isWrong}
      aria-describedby={`${id}-trouble`}
      data-1p-ignore
      data-lpignore="true"
      data-bwignore
    />
  )
}

async function whyNot(password: string): Promise<string | null> {
  try {
    await unlock(password)
    return null
  } catch (error) {
    return refusalText(error) ?? ''
  }
}

/** The program has ended, or does not know this tab: all that helps is to start it again. */
export function Lost() {
  const w = words(gateWords).lost
  return (
    <div class="gate">
      <LanguageSwitch />
      <main>
        <h1>{w.title}</h1>
        {isStranger.value ? <p class="notice caution">{w.stranger}</p> : <p>{w.about}</p>}
        <p>
          {w.how}
          <br />
          <code class="command">candor desk</code>
        </p>
        <p class="soft">
          {w.afterwards} {w.kept}
        </p>
      </main>
    </div>
  )
}
