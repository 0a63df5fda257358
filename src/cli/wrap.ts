import { displayWidth, reach } from './width.ts'

// Lines that fit the screen, whatever is in them. A line that did not would go on at the left edge, where only our own
// words begin: somebody's text could then pose as them. So any white space is a place to break, a no-break space too,
// and a word longer than a line is cut.

/** Starts a line, and returns what takes its harmless text part by part and gives it back broken into lines. */
export function wrapping(width: number, indent: number): (part: string) => string {
  const margin = ' '.repeat(Math.max(0, Math.min(indent, width - WIDEST_LETTER)))
  let isStart = true
  let column = 0
  // White space waits for the word behind it, which may be in the next part; without one it is not printed.
  let gap = ''

  const addSpace = (space: string): string => {
    const lineEnd = space.lastIndexOf('\n') + 1
    if (lineEnd === 0) {
      gap += space
      return ''
    }
    isStart = true
    column = 0
    gap = space.slice(lineEnd)
    return space.slice(0, lineEnd).replace(/[^\n]+/g, '')
  }
  const addWord = (word: string): string => {
    const before = column + displayWidth(gap)
    const { end, width: columns } = reach(word, 0, width - before)
    const fits = end === word.length
    const { text, last } = fits ? { text: gap + word, last: before + columns } : cut(word, width, margin)
    const placed = fits || isStart ? text : `\n${text}`
    isStart = false
    column = last
    gap = ''
    return placed
  }
  return (part) => {
    let wrapped = ''
    for (let at = 0, end: number; at < part.length; at = end) {
      const isSpace = part.charAt(at).trim() === ''
      end = endOfRun(part, at, isSpace ? WORD : SPACE)
      wrapped += (isSpace ? addSpace : addWord)(part.slice(at, end))
    }
    return wrapped
  }
}

const WIDEST_LETTER = 2

/** Puts a word on lines of its own, mostly one, and tells how far the last of them reaches. */
function cut(word: string, width: number, margin: string): { text: string; last: number } {
  const room = Math.max(WIDEST_LETTER, width - margin.length)
  let text = ''
  let last = 0
  for (let at = 0; at < word.length; ) {
    const { end, width: columns } = reach(word, at, room)
    text += `${at === 0 ? '' : '\n'}${margin}${word.slice(at, end)}`
    last = margin.length + columns
    at = end
  }
  return { text, last }
}

const WORD = /\S/g
const SPACE = /\s/g

/** Only looks for what ends a run: a pattern that takes in all of a long word remembers every step, and runs out of
 *  memory for them. */
function endOfRun(text: string, at: number, next: RegExp): number {
  next.lastIndex = at
  return next.test(text) ? next.lastIndex - 1 : text.length
}
