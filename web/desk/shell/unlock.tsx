export function Unlock() {
  return <main />
}

export function Lost() {
  return <main />
}
