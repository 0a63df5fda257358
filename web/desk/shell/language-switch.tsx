import { language, languageNames, languages, speak, words } from '../words/index.ts'
import { shellWords } from '../words/shell.ts'

/** For those who cannot get at their preferences yet. */
export function LanguageSwitch() {
  return (
    <div class="languages" role="group" aria-label={words(shellWords).language}>
      {languages.map((each) => (
        <button
          key={each}
          type="button"
          class="quiet"
          lang={each}
          aria-pressed={each === language.value}
          onClick={() => speak(each)}
        >
          {languageNames[each]}
        </button>
      ))}
    </div>
  )
}
