import { language } from '../words/index.ts'
import { numberText } from '../words/text.ts'

/** How much of `most` bytes of UTF-8 a text takes. */
export const shareOf = (text: string, most: number): number => new TextEncoder().encode(text).length / most

/** A share such as “120 %”; Kazakh needs its ending after it. */
export function percentText(share: number): string {
  const percent = `${numberText(Math.ceil(share * 100))}\u00a0%`
  return language.value === 'kk' ? `${percent}-ы` : percent
}
