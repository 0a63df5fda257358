/** More than any proposal can be: it is not even read. */
const LARGEST = 48 * 1024 * 1024

/** What stands in a file that a person chose; null where it is too large to be a proposal. */
export const readChosen = async (file: File): Promise<string | null> =>
  file.size > LARGEST ? null : file.text()
