/** Where a person writes; the keys lead there. */
export const SOURCE_FIELD = 'write-to-source'
export const NOTE_FIELD = 'write-note'
