export function CasePage({ number }: { readonly number: number }) {
  return <article>{number}</article>
}
