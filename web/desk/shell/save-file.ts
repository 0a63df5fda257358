/** Hands a file to the browser's downloads. It is made here: nothing is fetched. */
export function saveFile({ name, file }: { readonly name: string; readonly file: string }): void {
  const address = URL.createObjectURL(new Blob([file], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // A browser may begin to read it only after this.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
