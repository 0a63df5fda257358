import type { ChangeWords } from './words.ts'

export const en: ChangeWords = {
  quote: (text) => `“${text}”`,
  readerAdded: (name, desks) =>
    `New person: ${name}. From then on they can read what sources send to: ${desks}.`,
  readerRemoved: (name, desks) =>
    `${name} is removed, and cannot read what is sent from then on (${desks}). What was sealed to them before, they still can.`,
  identityReplaced: (name) =>
    `${name} gets new keys as a person. Whoever holds these reads in their place from then on.`,
  deskGiven: (name, desk) => `${name} can also read what is sent to ${desk} from then on.`,
  deskTaken: (name, desk) => `${name} cannot read what is sent to ${desk} from then on.`,
  personRenamed: (before, after) => `${before} is shown to sources under another name: ${after}.`,
  keysUntil: (names, day) => `Keys were renewed until ${day}: ${names}.`,
  deskAdded: (name) => `New desk: ${name}.`,
  deskRemoved: (name) => `The desk ${name} is closed.`,
  deskRenamed: (before, after) => `The desk ${before} is shown to sources under another name: ${after}.`,
  deskDescribed: (name) => `The desk ${name} is described in other words.`,
  about: (quoted) => `It is described as ${quoted}.`,
  seenAs: (quoted) => `Sources see ${quoted}.`,
  order: {
    recipients: 'The people stand in another order.',
    desks: 'The desks stand in another order.',
    roots: 'The admins’ keys stand in another order.',
    logKeys: 'The keys for receipts stand in another order.',
    questions: 'The questions stand in another order.',
  },
  validity: (from, until) => `It can be used from ${from} to ${until}.`,
  rootAdded: 'An admin’s key is added: it can sign changes from then on.',
  rootRemoved: 'An admin’s key is taken out: it signs nothing after this.',
  threshold: (after, before) =>
    before === null
      ? `Admins’ keys that must sign every change: ${after}.`
      : `Admins’ keys that must sign every change from then on: ${after}, instead of ${before}.`,
  logKeyAdded: (key) => `Receipts of another server count as well: ${key}`,
  logKeyRemoved: (key) => `Receipts of one server do not count any more: ${key}`,
  texts: {
    name: (quoted) => `The organisation is now called ${quoted}.`,
    contact: (quoted) => `The contact of the organisation is now ${quoted}.`,
  },
  languages: (codes) => `The form is now in these languages: ${codes}.`,
  questions: {
    added: (questions) => `Sources are asked something new: ${questions}.`,
    changed: (questions) => `Sources are asked in another way: ${questions}.`,
    removed: (ids) => `Sources are not asked any more: ${ids}.`,
    renumbered: 'The list of questions has another number.',
    kind: { short: 'one line', long: 'long text' },
    required: 'must be answered',
    repeated: (group) => `can be repeated, with ${group}`,
    role: { subject: 'names the person it is about', superior: 'names their superior' },
  },
  policy: {
    acknowledgeDays: 'Days until a source is answered',
    feedbackDays: 'Days until a source is told what came of it',
    envelopeDays: 'Days that the server keeps sealed tips',
    dropDays: 'Days that the server keeps messages',
    blobDays: 'Days that the server keeps files',
    shardBits: 'How finely the messages of a week are divided',
  },
  policyChange: (field, after, before) =>
    before === null ? `${field}: ${after}.` : `${field}: ${after} instead of ${before}.`,
  tellsApart: 'The finer it is, the better the server can tell one source from another.',
  deletedSooner: 'What it holds already is deleted sooner, too.',
  form: {
    added: (path) => `New file of the form: ${path}.`,
    changed: (path) => `A file of the form is another one: ${path}.`,
    removed: (path) => `A file of the form is gone: ${path}.`,
  },
  sha256: (digest) => `To compare (SHA-256): ${digest}`,
  nothing: 'Nothing but its number.',
}
