/**
 * The browser's Back goes one screen back instead of losing what was typed. For that one entry stands in the history,
 * with this page's own address and nothing in it.
 */
export function guardBack(back: () => boolean): { readonly arm: () => void } {
  let armed = false
  const arm = () => {
    if (armed) return
    armed = true
    history.pushState(null, '')
  }
  addEventListener('popstate', () => {
    armed = false
    if (back()) arm()
    else history.back()
  })
  return { arm }
}
