import type { Template } from '../../../../src/local/wire.ts'
import { speech } from '../../words/speech.ts'
import type { FaultCode } from '../templates-file.ts'

export interface SettingsWords {
  readonly title: string
  readonly about: string
  readonly look: string
  readonly language: string
  readonly asBrowser: string
  readonly theme: string
  readonly themes: Readonly<Record<'' | 'light' | 'dark', string>>
  readonly safety: string
  readonly lockAfter: string
  readonly lockAfterHint: string
  readonly minutes: string
  readonly lockAfterWrong: string
  readonly acknowledges: string
  readonly acknowledgesHint: string
  readonly saved: string
  readonly templates: {
    readonly title: string
    readonly about: string
    readonly none: string
    readonly use: Readonly<Record<Template['use'], string>>
    readonly add: string
    readonly edit: string
    readonly editOne: (title: string) => string
    readonly remove: string
    readonly removed: (title: string) => string
    readonly undo: string
    readonly save: string
    readonly cancel: string
    readonly untitled: string
    readonly kind: string
    readonly name: string
    readonly text: string
    readonly textHint: string
    readonly empty: string
    readonly tooLong: string
    readonly lacks: (languages: string) => string
    readonly exportAll: string
    readonly importAll: string
    readonly fileAbout: string
    readonly exported: (name: string) => string
    readonly imported: (added: number, changed: number) => string
    readonly refusedTitle: string
    readonly faults: Readonly<Record<FaultCode, string>>
    readonly where: (path: string) => string
  }
  readonly here: {
    readonly title: string
    readonly vault: string
    readonly vaultAbout: string
    readonly trial: string
    readonly version: string
  }
}

const { plural } = speech.en

export const en: SettingsWords = {
  title: 'Settings',
  about: 'They hold on this computer, for this vault, and are kept sealed in it.',
  look: 'Language and look',
  language: 'Language',
  asBrowser: 'As the browser',
  theme: 'Colours',
  themes: { '': 'As the computer', light: 'Light', dark: 'Dark' },
  safety: 'While you work',
  lockAfter: 'Lock by itself after',
  lockAfterHint:
    'When nobody has touched a key or the mouse for so long. Alt+L locks at once. What you were writing is kept sealed.',
  minutes: 'minutes',
  lockAfterWrong: 'A whole number from 1 to 240.',
  acknowledges: 'Opening a new tip tells its source that a person has read it',
  acknowledgesHint:
    'Sources wait for this line more than for anything else, and the law gives seven days for it. It can be taken back until it has left.',
  saved: 'Saved.',
  templates: {
    title: 'Texts used again and again',
    about:
      'You choose one while writing to a source, and can change it before it is sent. Square brackets stand where something has to be filled in.',
    none: 'There are none yet. Add one, or take in the file of your organisation.',
    use: { say: 'To say', ask: 'To ask', tell: 'To tell how it stands' },
    add: 'Add a text',
    edit: 'Change',
    editOne: (title) => `Change “${title}”`,
    remove: 'Delete',
    removed: (title) => `Deleted “${title}”.`,
    undo: 'Undo',
    save: 'Save',
    cancel: 'Cancel',
    untitled: 'Without a name',
    kind: 'When it is used',
    name: 'Name in the list',
    text: 'Text',
    textHint: 'Never ask who they are, and promise only what you can keep.',
    empty: 'Write a name and a text in one language at least, and never one of them alone.',
    tooLong: 'A name can have 200 characters, and a text 10,000.',
    lacks: (languages) => `missing in ${languages}`,
    exportAll: 'Save all as a file',
    importAll: 'Take in a file…',
    fileAbout:
      'So that everybody in the organisation writes with the same words. Texts in the file take the place of those they were made from; your others stay.',
    exported: (name) => `Saved among your downloads: ${name}`,
    imported: (added, changed) =>
      `Taken in: ${plural(added, 'new text', 'new texts', 'new texts')}, ${plural(changed, 'changed one', 'changed ones', 'changed ones')}.`,
    refusedTitle: 'Nothing of this file was taken in',
    faults: {
      'not-json': 'It is not a file of texts, or it was cut short or edited by hand with a mistake.',
      'not-templates': 'It is some other file, not texts from Candor.',
      newer: 'A newer Candor wrote it. Install the newer version, then try again.',
      missing: 'Something is missing.',
      unknown: 'Something stands there that does not belong.',
      wrong: 'What stands there is not as it must be.',
      empty: 'A name or a text is empty.',
      'too-long': 'A name or a text is too long.',
      twice: 'Two texts have the same id.',
      'too-many': 'More than 200 texts are too many, together with those that you have.',
    },
    where: (path) => `Place in the file: ${path}`,
  },
  here: {
    title: 'On this computer',
    vault: 'Folder of the vault',
    vaultAbout: 'Everything in it is sealed with your password. Nobody can reset that.',
    trial: 'This is a trial: its password lies beside it. Use it for nothing real.',
    version: 'Version of Candor',
  },
}
