// How wide text is on the screen, letter by letter. Somebody's text may be a megabyte without one space, so everything
// here is one pass over it. In doubt the wider answer counts: a line that is thought shorter than it is would go on at
// the left edge of the screen, and look like a line of ours.

// Several characters that terminals join in two cells. Less than what Unicode calls a letter, which can be a hundred
// initial jamo long, drawn side by side. (An old terminal that does not join a skin tone takes two cells more.)
const PAIR =
  /\p{Regional_Indicator}{2}|\p{Emoji_Modifier_Base}\uFE0F?[\u{1F3FB}-\u{1F3FF}]|[\u1100-\u115F\uA960-\uA97F][\u1160-\u11A7\uD7B0-\uD7C6]?[\u11A8-\u11FF\uD7CB-\uD7FF]?|[\uAC00-\uD7A3][\u11A8-\u11FF\uD7CB-\uD7FF]?|\p{Emoji}\uFE0F/uy

// East Asian wide and fullwidth, by blocks: JavaScript does not know the property. Emoji newer than this Node as well.
const WIDE =
  /[\p{Emoji_Presentation}\u1160-\u11FF\u2329\u232A\u2630-\u2637\u268A-\u268F\u2E80-\u303E\u3041-\uA4CF\uD7B0-\uD7FF\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18DFF}\u{1AFF0}-\u{1B2FF}\u{1D300}-\u{1D37F}\u{1F200}-\u{1F2FF}\u{1FA70}-\u{1FAFF}\u{20000}-\u{3FFFD}]/uy

const WITHOUT_WIDTH = /(?!\uFE0F)[\p{Mn}\p{Me}\p{Cf}]/uy

const TAB = 8

/** Up to here a text fits, and takes so many columns. */
interface Reach {
  readonly end: number
  readonly width: number
}

/** How much of a text, from one of its letters on, fits into some columns. */
export function reach(text: string, start: number, room: number): Reach {
  let end = start
  let width = 0
  while (end < text.length) {
    const isPlain = plain(text.charCodeAt(end))
    const letter = isPlain ? undefined : letterAt(text, end)
    const wider = width + (letter?.width ?? 1)
    if (wider > room) break
    width = wider
    end = letter?.end ?? end + 1
  }
  return { end, width }
}

/** Columns that a text takes on the screen. */
export const displayWidth = (text: string): number => reach(text, 0, Number.POSITIVE_INFINITY).width

/** What most texts are made of, known without a closer look: Latin, Greek and Cyrillic letters, one column each. */
const plain = (unit: number) =>
  (unit >= 0x20 && unit < 0x7f) ||
  (unit >= 0xa0 && unit < 0x300) ||
  (unit >= 0x370 && unit < 0x483) ||
  (unit >= 0x48a && unit < 0x530)

function letterAt(text: string, start: number): Reach {
  const pair = endOf(PAIR, text, start)
  if (pair !== undefined) return { end: pair, width: 2 }
  const end = start + ((text.codePointAt(start) as number) > 0xffff ? 2 : 1)
  if (text[start] === '\t') return { end, width: TAB }
  if (endOf(WITHOUT_WIDTH, text, start) !== undefined) return { end, width: 0 }
  return { end, width: endOf(WIDE, text, start) === undefined ? 1 : 2 }
}

function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start
  return pattern.test(text) ? pattern.lastIndex : undefined
}

/** Cuts a text to some columns, and says so. */
export function shorten(text: string, width: number): string {
  const { end } = reach(text, 0, width)
  return end === text.length ? text : `${text.slice(0, reach(text, 0, width - 1).end).trimEnd()}…`
}
