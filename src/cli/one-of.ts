import { CandorError } from '../protocol/errors.ts'

/** @throws `usage` for anything but one of the words */
export function oneOf<const Word extends string>(words: readonly Word[], text: string, what: string): Word {
  const word = words.find((each) => each === text)
  if (word !== undefined) return word
  throw new CandorError('usage', `“${text}” is not ${what}`, `it is one of: ${words.join(', ')}`)
}
