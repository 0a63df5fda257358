/**
 * Somebody's words within a line of ours: whatever breaks lines or steers is a space, so that nothing they wrote begins a
 * line, where only our own words stand. What deceives the eye in other ways the terminal shows as escapes.
 */
export const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
