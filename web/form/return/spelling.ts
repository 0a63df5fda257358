/** More words than this are no help; one letter more leaves fewer. */
const MOST = 6
const MOST_NEAR = 4
const LAST_NUMBER = 2048

export interface Offer {
  readonly words: readonly string[]
  /** None begins with what was written; these differ from it in little. */
  readonly near: boolean
}

/** As a place of the codename is compared: in lower case, numbers with all their digits. */
export const plain = (written: string): string => {
  const text = written.normalize('NFKD').trim().toLowerCase()
  return /^\d{1,4}$/.test(text) ? text.padStart(4, '0') : text
}

/** The words that may be meant, once they are few. */
export function offer(list: readonly string[], written: string): Offer {
  const text = plain(written)
  const begin = list.filter((word) => word.startsWith(text))
  if (text.length < 2 || /\d/.test(text) || begin.length > MOST) return { words: [], near: false }
  if (begin.length > 0) return { words: begin, near: false }
  return { words: nearest(list, text), near: true }
}

/** The word or number that is meant beyond doubt. */
export function complete(list: readonly string[], written: string): string | null {
  const text = plain(written)
  if (isNumber(text)) return text
  if (list.includes(text)) return text
  const [only, ...more] = text.length < 2 ? [] : list.filter((word) => word.startsWith(text))
  return only !== undefined && more.length === 0 ? only : null
}

const isNumber = (text: string): boolean =>
  /^\d{4}$/.test(text) && Number(text) >= 1 && Number(text) <= LAST_NUMBER

function nearest(list: readonly string[], text: string): string[] {
  if (text.length < 3) return []
  const far = list.map((word) => ({ word, steps: distance(word, text) }))
  return far
    .filter(({ steps }) => steps <= (text.length < 5 ? 1 : 2))
    .sort((a, b) => a.steps - b.steps)
    .slice(0, MOST_NEAR)
    .map(({ word }) => word)
}

/** How many letters must be added, left out or changed. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same))
    }
    row = next
  }
  return row[b.length] ?? 0
}
