export function InboxPage() {
  return <main />
}
