import type { ReturnedTip } from '../../../src/source/visit.ts'
import type { App } from '../app.ts'
import { type Child, paragraph } from '../dom.ts'
import { textOf } from '../keyring-text.ts'
import type { Session } from '../session/index.ts'
import { listText } from '../words/text.ts'
import { listedAs } from './listed-as.ts'
import { returnWords } from './words/index.ts'

/** Who reads what is written from now on, once that has changed; before, it is whoever can open the tip. */
export function readersNow({ state: { language } }: App, session: Session, { readers }: ReturnedTip): Child {
  if (readers === null) return null
  const names = readers.map((id) => {
    const listed = listedAs(session, id)
    return listed === null ? id : textOf(listed.keyring, listed.label, language)
  })
  return paragraph(returnWords[language].conversation.readers(listText(language, names)), 'hint')
}
