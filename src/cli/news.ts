/** How much is new, in words that tell nothing of it; null for nothing. */
export function newsText(tips: number, messages: number): string | null {
  const parts = [
    ...(tips > 0 ? [`${tips} new ${tips === 1 ? 'tip' : 'tips'}`] : []),
    ...(messages > 0 ? [`${messages} new ${messages === 1 ? 'message' : 'messages'}`] : []),
  ]
  return parts.length === 0 ? null : parts.join(', ')
}
