import type { App } from '../app.ts'
import { type Child, paragraph } from '../dom.ts'
import { alertBox } from '../heading.ts'
import type { Comeback } from '../state.ts'

/** Why something could not be done; what was typed is still there. */
export function trouble({ words }: App, { refusal }: Comeback): Child {
  if (refusal === null) return null
  const box = alertBox()
  box.append(paragraph(words().stopped[refusal === 'too-long' ? 'unknown' : refusal]))
  return box
}
