export function KeysPage() {
  return <main />
}
