import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { commonWords } from '../words/common.ts'
import { words } from '../words/index.ts'
import { numberText } from '../words/text.ts'
import { piecesOf } from './hidden-signs.ts'

/** More than this is shown only when asked for: a browser needs seconds to lay out a million characters. */
const SHOWN = 20_000

interface Properties {
  readonly text: string
  /** Keeps lines as they were written, and stands on lines of its own. */
  readonly block?: boolean
  readonly shown?: number
}

/** What somebody wrote: never markup, a link or a request; what cannot be seen is shown by a sign. */
export function PlainText({ text, block = false, shown = SHOWN }: Properties): JSX.Element {
  const [isWhole, showWhole] = useState(false)
  const w = words(commonWords).text
  const isCut = !isWhole && text.length > shown
  const visible = isCut ? wholeCharacters(text, shown) : text
  return (
    <>
      <bdi class={block ? 'plain block' : 'plain'}>{signed(visible, w.hiddenSign)}</bdi>
      {isCut && (
        <button type="button" class="link" onClick={() => showWhole(true)}>
          {w.showAll(numberText(text.length))}
        </button>
      )}
    </>
  )
}

const signed = (text: string, title: string) =>
  piecesOf(text).map((piece) =>
    piece.isHidden ? (
      <span class="hidden-sign" title={`${title}: ${piece.code}`}>
        {piece.text}
      </span>
    ) : (
      piece.text
    ),
  )

/** Never cuts a character in two. */
function wholeCharacters(text: string, length: number): string {
  const last = text.charCodeAt(length - 1)
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length)
}
