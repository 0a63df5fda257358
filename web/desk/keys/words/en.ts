import type { KeyWarning, WeekView } from '../../../../src/local/wire.ts'
import { speech } from '../../words/speech.ts'

export interface KeysWords {
  readonly title: string
  readonly about: string
  readonly loading: string
  readonly warnings: Readonly<Record<Exclude<KeyWarning['code'], 'alarm'>, (day: string) => string>>
  readonly read: {
    readonly title: string
    readonly about: string
    readonly state: Readonly<Record<WeekView['state'], string>>
    readonly week: (from: string, until: string) => string
    readonly now: string
    readonly before: (day: string) => string
    readonly nothing: string
    readonly listed: (day: string) => string
    readonly each: string
    readonly columns: readonly [week: string, state: string, erased: string]
  }
  readonly people: {
    readonly title: string
    readonly about: string
    readonly reads: string
    readonly since: (day: string) => string
    readonly until: (day: string) => string
    readonly words: string
    readonly organisation: string
    readonly organisationAbout: string
    readonly contact: string
  }
  readonly proposals: {
    readonly title: string
    readonly about: string
    readonly none: string
    readonly take: string
    readonly drop: string
    readonly taken: string
    readonly step: (seq: number) => string
    readonly changes: string
    readonly compare: (name: string) => string
    readonly compareAdmin: string
    readonly compareAbout: string
    readonly alike: (one: string, other: string) => string
    readonly rival: string
    readonly needed: (needed: number, approved: number) => string
    readonly notNeeded: string
    readonly approvedBy: (names: string) => string
    readonly notApprovedBy: (names: string) => string
    readonly adminsMissing: (count: number) => string
    readonly complete: string
    readonly notMine: string
    readonly mine: string
    readonly approve: string
    readonly save: string
    readonly forget: string
    readonly forgetSure: string
    readonly confirmTitle: string
    readonly confirmAbout: string
    readonly compared: string
    readonly cancel: string
    readonly done: (name: string) => string
    readonly refusedTitle: string
    /** Why a file was not taken in, by the code of the refusal. */
    readonly refused: Readonly<Record<string, string>> & { readonly other: string }
    readonly tooLarge: string
  }
  readonly journal: {
    readonly title: string
    readonly about: string
    readonly from: (day: string) => string
    readonly step: (seq: number) => string
    readonly signed: (count: number) => string
    readonly approved: (names: string) => string
    readonly all: (count: number) => string
    readonly older: (count: number) => string
  }
}

const { plural } = speech.en

export const en: KeysWords = {
  title: 'Keys and people',
  about: 'Who can read what is sent to the organisation, and what this computer can still open.',
  loading: 'One moment…',
  warnings: {
    'not-fetched': () =>
      'The organisation’s list of people is not on this computer yet. It comes with the next fetching from the server.',
    'not-listed': () =>
      'The organisation does not list you, so nothing new is sealed to you. Ask an admin to list you; if they say they have, fetch from the server and look again.',
    'list-ended': (day) =>
      `Your keys in the organisation’s list ended on ${day}. The last one stays in use, and does not protect as well. Ask an admin to take in your new keys (“candor admin renew”).`,
    'list-ends': (day) =>
      `Your keys in the organisation’s list end on ${day}. Ask an admin to take in your new ones (“candor admin renew”).`,
    'not-handed-in': () =>
      'The server does not have your newest keys yet. They are handed in with the next fetching. If this still stands here after a day, another copy of this vault makes the keys: go on with that copy, or copy it here again.',
    'keyring-ends': (day) =>
      `The organisation’s list of people can be used until ${day}. Ask an admin to renew it: after that nobody can send anything.`,
    'keyring-ended': (day) =>
      `The organisation’s list of people could be used until ${day}. Nobody can send anything until an admin renews it.`,
  },
  read: {
    title: 'What I can still read',
    about:
      'Every week has a key of its own, and two weeks later it is erased for good. Whoever takes this computer after that cannot open what was sent in that week; what is in your vault already stays readable for you.',
    state: { erased: 'Erased', held: 'Readable', made: 'Prepared' },
    week: (from, until) => `${from} – ${until}`,
    now: 'this week',
    before: (day) =>
      `What was sealed before ${day} and is not in your vault: nobody can open it with this vault any more.`,
    nothing: 'This vault opens nothing but what is in it already.',
    listed: (day) => `The organisation lists you until ${day}.`,
    each: 'Week by week',
    columns: ['Week', 'Key', 'Erased from'],
  },
  people: {
    title: 'Who reads what',
    about:
      'Twelve words stand for each person’s keys. Read them to each other over the phone or face to face: where they are the same, nobody stands between you.',
    reads: 'Reads',
    since: (day) => `Listed since ${day}`,
    until: (day) => `keys until ${day}`,
    words: 'Twelve words',
    organisation: 'The organisation’s own words',
    organisationAbout: 'Whoever has these 24 words can check that a form belongs to this organisation.',
    contact: 'Contact for sources',
  },
  proposals: {
    title: 'Waiting for my approval',
    about:
      'When somebody shall be able to read more than before, more than half of you must agree. An admin sends you a file: take it in here, look at what changes, and send it back.',
    none: 'Nothing waits.',
    take: 'Take in a proposal…',
    drop: 'or drop the file here',
    taken: 'The proposal was checked and taken in.',
    step: (seq) => `Change number ${seq}`,
    changes: 'What changes',
    compare: (name) => `Twelve words of ${name}`,
    compareAdmin: 'Twelve words of the admin’s key',
    compareAbout:
      'Compare them with that person over another channel before you approve: on the phone, or face to face.',
    alike: (one, other) => `Sources can hardly tell ${one} from ${other}: the names look alike.`,
    rival:
      'Two different proposals with the same number wait here. Only one of them can come true. Ask the admins, over another channel, which one they mean.',
    needed: (needed, approved) =>
      `${plural(needed, 'approval', 'approvals', 'approvals')} needed, ${approved} given.`,
    notNeeded: 'This change needs no approval of yours: nobody can read more than before.',
    approvedBy: (names) => `Approved by: ${names}`,
    notApprovedBy: (names) => `Not yet: ${names}`,
    adminsMissing: (count) => `Signatures of admins that are missing: ${count}`,
    complete: 'Nothing is missing. An admin can publish it.',
    notMine: 'Your approval does not count for this one: the list before it does not have you.',
    mine: 'You have approved it.',
    approve: 'Approve…',
    save: 'Save the file again',
    forget: 'Put away',
    forgetSure: 'Put away without approving?',
    confirmTitle: 'Approve this change?',
    confirmAbout: 'Your signature cannot be taken back once the file has left this computer.',
    compared: 'I have compared the words of everybody new over another channel.',
    cancel: 'Cancel',
    done: (name) =>
      `Approved. The file ${name} was saved among your downloads: send it back to the admin. Nothing in it is secret.`,
    refusedTitle: 'This file was not taken in',
    refused: {
      intake_key_wrong:
        'It lists keys in your place that your computer did not make: others would read what is meant for you. Do not approve it anywhere. Tell your colleagues over another channel, and ask who wrote it.',
      keyring_foreign: 'It belongs to another organisation. Check which file it is, and who sent it.',
      keyring_forked:
        'It goes on from another history than the one that this computer knows: somebody signed two. Do not approve it. Ask every admin over another channel what they signed.',
      keyring_rolled_back: 'It is older than what the organisation has published by now. Ask for a new one.',
      file_damaged:
        'It is not a whole proposal: it was cut short or edited, or is some other file. Have it sent again.',
      keyring_newer: 'A newer Candor wrote it. Install the newer version, then try again.',
      storage_full: 'Too many proposals wait here. Put some of them away first.',
      recipient_unknown: 'Your approval would not count: the list before this one does not have you.',
      not_found: 'It does not wait here any more: it was published, or another one took its place.',
      vault_busy: 'Another window changed something just now. Try again.',
      other: 'It does not hold what a proposal must. Ask whoever sent it to make it again.',
    },
    tooLarge: 'It is far larger than a proposal can be. Check which file it is.',
  },
  journal: {
    title: 'What the organisation changed',
    about: 'All of it was checked again just now, from the first list on.',
    from: (day) => `From ${day}`,
    step: (seq) => `number ${seq}`,
    signed: (count) => `Signed with ${plural(count, 'admin’s key', 'admins’ keys', 'admins’ keys')}.`,
    approved: (names) => `Approved by ${names}.`,
    all: (count) => `Everything that changed (${count})`,
    older: (count) => `Show ${count} older`,
  },
}
