/** A piece of text as it is, or a sign in the place of something that cannot be seen. */
export interface Piece {
  readonly text: string
  readonly isHidden: boolean
  /** Such as `U+202E`; empty for text. */
  readonly code: string
}

/**
 * What turns a line around, hides between letters or does nothing that can be seen: controls except line breaks and
 * tabs, direction marks, overrides and isolates, letters without width, tags. What joins two pictures into one is none.
 */
const HIDDEN = new RegExp(
  [
    String.raw`[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e]`,
    String.raw`[\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]`,
    String.raw`\u034f|[\u{e0000}-\u{e0fff}]`,
    String.raw`(?<![\p{Extended_Pictographic}\ufe0f])\u200d|\u200d(?!\p{Extended_Pictographic})`,
  ].join('|'),
  'gu',
)

/** So many signs in one text are shown one by one; a text of nothing else would bring the page to a halt. */
const MOST_SIGNS = 200

const codeOf = (letter: string): string =>
  `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const { 0: letter, index } of text.matchAll(HIDDEN)) {
    if (pieces.length > 2 * MOST_SIGNS) break
    if (index > from) pieces.push({ text: text.slice(from, index), isHidden: false, code: '' })
    pieces.push({ text: '⍰', isHidden: true, code: codeOf(letter) })
    from = index + letter.length
  }
  const rest = text.slice(from)
  if (rest !== '') pieces.push({ text: rest.replace(HIDDEN, '⍰'), isHidden: false, code: '' })
  return pieces
}

/** In one line, for a row of a list. */
export const visibleText = (text: string): string => text.replace(HIDDEN, '⍰')
