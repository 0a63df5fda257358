import { effect, signal } from '@preact/signals'
import { preferences } from './preferences.ts'

const asked = matchMedia('(prefers-color-scheme: dark)')
const isDark = signal(asked.matches)

/** The style sheet knows one dark theme; which one holds is decided here alone. */
export function followTheme(): void {
  asked.addEventListener('change', () => {
    isDark.value = asked.matches
  })
  effect(() => {
    const own = preferences.value?.theme ?? ''
    document.documentElement.dataset['theme'] = own === '' ? (isDark.value ? 'dark' : 'light') : own
  })
}
