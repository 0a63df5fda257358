import { useEffect, useRef, useState } from 'preact/hooks'
import { rows } from '../state/inbox.ts'
import { words } from '../words/index.ts'
import { shellWords } from '../words/shell.ts'

/** Tells who cannot see the list that something has come. */
export function News() {
  const [said, say] = useState('')
  const before = useRef(rows.peek())
  const w = words(shellWords).news
  const now = rows.value
  useEffect(() => {
    const old = before.current
    before.current = now
    const come = [...now.values()].filter((row) => old.get(row.number) !== row)
    const tips = come.filter(({ number }) => !old.has(number)).length
    const talks = come.filter(
      ({ number, isUnread }) => isUnread && old.get(number)?.isUnread === false,
    ).length
    const sentences = [tips > 0 ? w.tips(tips) : '', talks > 0 ? w.messages(talks) : '']
    const text = sentences.filter(Boolean).join('. ')
    if (text !== '') say(text)
  }, [now])
  return (
    <p class="unseen" role="status">
      {said}
    </p>
  )
}
