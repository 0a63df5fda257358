/** Something that a person wrote, and what they had before their eyes when they did. */
interface Entry {
  readonly text: string
  readonly seen: readonly string[]
}

/** Everything that was typed into one thread. */
export interface Ledger {
  readonly write: (text: string, seen: readonly string[]) => void
  readonly texts: () => readonly string[]
  /** What is missing, there twice, of nobody, or before what its author had seen. */
  readonly compare: (held: readonly string[]) => readonly string[]
}

export function openLedger(): Ledger {
  const entries: Entry[] = []
  const texts = () => entries.map(({ text }) => text)
  const compare = (held: readonly string[]) => [
    ...texts()
      .filter((text) => !held.includes(text))
      .map((text) => `missing: ${short(text)}`),
    ...held.filter((text, i) => held.indexOf(text) !== i).map((text) => `twice: ${short(text)}`),
    ...held.filter((text) => !texts().includes(text)).map((text) => `of nobody: ${short(text)}`),
    ...entries.flatMap(({ text, seen }) =>
      seen
        .filter((before) => held.indexOf(before) > held.indexOf(text))
        .map((before) => `${short(text)} stands before ${short(before)}`),
    ),
  ]
  return { write: (text, seen) => void entries.push({ text, seen: [...seen] }), texts, compare }
}

const short = (text: string): string => text.slice(0, 40)
