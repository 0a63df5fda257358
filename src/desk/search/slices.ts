/** How long to work before others have their turn, in milliseconds: nobody notices so little. */
const SLICE = 8

/** Does something with each of many things, and lets whatever else there is to do have its turn in between. */
export async function inSlices<Item>(
  items: Iterable<Item>,
  act: (item: Item) => void,
  isOver: () => boolean,
): Promise<void> {
  let since = performance.now()
  for (const item of items) {
    if (isOver()) return
    act(item)
    if (performance.now() - since < SLICE) continue
    await new Promise((resolve) => setImmediate(resolve))
    since = performance.now()
  }
}
