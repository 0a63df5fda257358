import css from './style.css?inline'

/** The style of these screens comes with them. A browser that cannot take it so shows them plainly. */
export function dress(): void {
  if (!('adoptedStyleSheets' in document)) return
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets = [sheet]
}
