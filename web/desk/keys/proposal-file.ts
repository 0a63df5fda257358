import type { ApproveAnswer } from '../../../src/local/wire.ts'

/** More than any proposal can be: it is not even read. */
const LARGEST = 48 * 1024 * 1024

/** What stands in a file that a person chose; null where it is too large to be a proposal. */
export const readChosen = async (file: File): Promise<string | null> =>
  file.size > LARGEST ? null : file.text()

/** Hands a file to the browser's downloads. It is made here: nothing is fetched. */
export function saveFile({ name, file }: Pick<ApproveAnswer, 'name' | 'file'>): void {
  const address = URL.createObjectURL(new Blob([file], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // A browser may begin to read it only after this.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
