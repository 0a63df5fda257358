import type { ComponentChildren } from 'preact'

export function Frame({ children }: { readonly children: ComponentChildren }) {
  return <div>{children}</div>
}
