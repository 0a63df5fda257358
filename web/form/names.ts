/** Shorter parts of a name say too little. */
const SHORTEST = 4

const parts = (name: string): string[] =>
  name
    .toLocaleLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((part) => part.length >= SHORTEST)

/** Whether somebody's label shares a name with what was typed; the ends of names change with grammar. */
export function isNamed(label: readonly string[], typed: readonly string[]): boolean {
  const known = label.flatMap(parts)
  return typed
    .flatMap(parts)
    .some((part) => known.some((name) => name.startsWith(part) || part.startsWith(name)))
}
