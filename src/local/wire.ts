// What the desk's page and its local server say to each other. Types alone: the page takes nothing else from here.
export type * from './wire/basics.ts'
export type * from './wire/case.ts'
export type * from './wire/door.ts'
export type * from './wire/inbox.ts'
export type * from './wire/keys.ts'
export type * from './wire/search.ts'
export type * from './wire/settings.ts'
