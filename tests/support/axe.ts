import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** What a scheme can break: its colours. */
const COLOURS = ['color-contrast', 'link-in-text-block']
/** What a language can break: names that are missing, or are spoken in another. */
const NAMES = [
  'aria-command-name',
  'aria-dialog-name',
  'aria-input-field-name',
  'aria-toggle-field-name',
  'button-name',
  'document-title',
  'html-has-lang',
  'html-lang-valid',
  'image-alt',
  'label',
  'label-title-only',
  'link-name',
  'select-name',
  'summary-name',
  'valid-lang',
]
/** What a size can break: what is pressed becomes too small. */
const SIZES = ['target-size']

export type Rules = readonly string[] | 'all'
type Scheme = 'light' | 'dark'
type Language = 'en' | 'ru' | 'kk'

/**
 * Everything is looked at once: in Kazakh, in the light, on a screen. Elsewhere only what a language, a scheme or
 * a size can break there; nothing at all where none of them can break more. CANDOR_LONG asks for everything everywhere.
 */
export function rulesFor(scheme: Scheme, language: Language, isPhone = false): Rules {
  if (process.env['CANDOR_LONG'] !== undefined) return 'all'
  if (scheme === 'dark') return language === 'kk' && !isPhone ? COLOURS : []
  // A phone shows what a screen does not, and that has to have a name too.
  if (isPhone) return [...SIZES, ...NAMES]
  return language === 'kk' ? 'all' : NAMES
}

/** What breaks these rules, on the page or in one part of it. */
export async function faultsIn(page: Page, where: string, rules: Rules, part?: string): Promise<string[]> {
  if (rules.length === 0) return []
  // There are no frames here, for which the other mode opens one more page each time.
  const builder = new AxeBuilder({ page }).setLegacyMode()
  builder.options({ resultTypes: ['violations'], ...(rules === 'all' ? everything : only(rules)) })
  if (part !== undefined) builder.include(part)
  const { violations } = await builder.analyze()
  return violations.map(({ id, nodes }) => `${where}: ${id} ${nodes.map(({ html }) => html).join(' ')}`)
}

const only = (rules: readonly string[]) => ({ runOnly: { type: 'rule' as const, values: [...rules] } })

/** The short form asks for this one by name; axe leaves it out by itself. */
const everything = { rules: { 'target-size': { enabled: true } } }
