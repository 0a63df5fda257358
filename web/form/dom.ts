type Attributes = Readonly<Record<string, string | boolean | undefined>>
export type Child = Node | string | null | undefined | false

/** An element, made without ever reading markup: the page runs under `require-trusted-types-for 'script'`. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  set(element, attributes)
  element.append(...children.filter((child) => typeof child === 'string' || child instanceof Node))
  return element
}

export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) element.removeAttribute(name)
    else element.setAttribute(name, value === true ? '' : value)
  }
}

export function button(
  label: string,
  press: () => void,
  attributes: Attributes = { class: 'quiet' },
): HTMLButtonElement {
  const element = h('button', { type: 'button', ...attributes }, label)
  element.addEventListener('click', press)
  return element
}

export const paragraph = (text: string, className?: string): HTMLParagraphElement =>
  h('p', { class: className }, text)

/** Its place in the text is kept free, so that nothing moves when words come in. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...children.filter((child) => typeof child === 'string' || child instanceof Node))
}
