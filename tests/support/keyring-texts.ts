const TEXTS = ['name', 'contact', 'label', 'about', 'hint', 'example']

type Path = readonly (string | number)[]

/** Where somebody's words stand in a keyring. */
export function textsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return TEXTS.includes(`${path.at(-2)}`) ? [path] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]) => textsIn(each, [...path, name]))
}

/** A keyring with other words in one place. */
export const withText = (value: unknown, [first, ...rest]: Path, text: string): unknown => {
  if (first === undefined) return text
  const copy = structuredClone(value) as Record<string | number, unknown>
  copy[first] = withText(copy[first], rest, text)
  return copy
}
