import type { FindingView } from '../../../src/local/wire.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import { numberText } from '../words/text.ts'
import { nameOf } from './people.ts'

/** What is missing or forged: plainly, and where it belongs. */
export function Findings({ findings }: { readonly findings: readonly FindingView[] }) {
  if (findings.length === 0) return null
  return (
    <div class="notice warning">
      <h3>{words(caseWords).findings.title}</h3>
      <ul>
        {findings.map((finding) => (
          <li key={`${finding.code} ${finding.author}`}>{sentence(finding)}</li>
        ))}
      </ul>
    </div>
  )
}

function sentence({ code, author, count }: FindingView): string {
  const w = words(caseWords).findings
  if (code === 'missing') return w.missing(nameOf(author), numberText(count))
  if (code === 'forked') return w.forked(nameOf(author))
  return w.aside(nameOf(author), numberText(count), w.why[code])
}
