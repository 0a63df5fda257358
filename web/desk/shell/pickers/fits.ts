const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll('ё', 'е')

/** Every word that is typed begins a word of the text. */
export function fits(text: string, typed: string): boolean {
  const parts = plain(text).split(/[\s()«»“”,.-]+/u)
  const wanted = plain(typed)
    .split(/[\s-]+/u)
    .filter((word) => word !== '')
  return wanted.every((word) => parts.some((part) => part.startsWith(word)))
}
