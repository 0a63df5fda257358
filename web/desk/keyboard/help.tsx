import { Dialog } from '../shell/dialog.tsx'
import { helpWords } from '../words/help.ts'
import { words } from '../words/index.ts'
import { keyWords } from '../words/keyboard.ts'
import { type Binding, bindings } from './keys.ts'
import { areKeysOn, turnKeys } from './off.ts'

/** All keys that do something now, out of the list that makes them do it. */
export function KeysDialog() {
  const w = words(helpWords)
  return (
    <Dialog title={w.title} broad>
      <div class="all-keys">
        {bindings
          .peek()
          .filter(isNamed)
          .map(({ scope, list }) => (
            <section key={scope}>
              <h3>{scope}</h3>
              <dl>
                {list.map((binding) => (
                  <Line key={binding.key} binding={binding} />
                ))}
              </dl>
            </section>
          ))}
      </div>
      <p class="soft small">{w.about}</p>
      <label class="choice">
        <input
          type="checkbox"
          checked={areKeysOn.value}
          data-first
          onChange={({ currentTarget }) => turnKeys(currentTarget.checked)}
        />
        <span>
          {w.on} <span class="soft small">{w.onAbout}</span>
        </span>
      </label>
    </Dialog>
  )
}

/** Other names of the same keys have no place of their own. */
const isNamed = ({ scope }: { readonly scope: string }): boolean => scope !== ''

function Line({ binding: { key, says } }: { readonly binding: Binding }) {
  return (
    <div>
      <dt>
        <KeyName name={key} />
      </dt>
      <dd>{says}</dd>
    </div>
  )
}

const NAMES: Readonly<Record<string, string>> = { Enter: 'Enter', Escape: 'Esc' }

/** As it stands on the keyboard. */
function KeyName({ name }: { readonly name: string }) {
  const { afterwards } = words(keyWords)
  const parts = name.split(' ')
  const shown = (part: string) =>
    NAMES[part] ??
    (/^[A-Z]$/.test(part)
      ? `Shift+${part}`
      : part.length === 1
        ? part.toUpperCase()
        : part.replace(/[a-z]$/, (letter) => letter.toUpperCase()))
  return (
    <>
      {parts.map((part, i) => (
        <>
          {i > 0 && <span class="soft small"> {afterwards} </span>}
          <kbd>{shown(part)}</kbd>
        </>
      ))}
    </>
  )
}
