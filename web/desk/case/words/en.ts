import type { ClockName, NamedKind, Told } from '../../../../src/protocol/thread/events.ts'

const clocks: Readonly<Record<ClockName, { readonly title: string; readonly short: string }>> = {
  acknowledge: { title: 'Tell the source that a person has read it', short: 'Confirmation' },
  feedback: { title: 'Tell the source what came of it', short: 'Answer' },
}

const told: Readonly<Record<Told, string>> = {
  'under-review': 'You are looking into it',
  acted: 'Something was done',
  'passed-on': 'It was passed on',
  closed: 'You have finished',
}

const kinds: Readonly<Record<NamedKind, string>> = {
  person: 'Person',
  organisation: 'Organisation',
  place: 'Place',
}

export const en = {
  page: {
    region: 'The case',
    number: (n: string) => `Case ${n}`,
    opening: 'Opening the case…',
    failed: 'The case could not be shown. Nothing is lost.',
    missing: 'This case is not on this computer any more.',
    again: 'Try again',
    back: 'Back to the list',
    previous: 'Previous case',
    next: 'Next case',
    parts: 'Parts of the case',
    part: {
      tip: 'Tip',
      readers: 'Who reads it',
      talk: 'Conversation',
      team: 'Team',
      names: 'Names',
      links: 'Other cases',
      history: 'What was done',
    },
    way: 'Where to go from here',
    you: 'You',
    cancel: 'Cancel',
  },

  head: {
    status: 'Status',
    severity: 'How serious',
    assignee: 'Whose it is',
    labels: 'Labels',
    nobody: 'Nobody’s',
    noLabels: 'None',
    change: 'Change',
    because: 'Because',
    arrived: (day: string) => `Arrived on ${day}`,
    given: 'A colleague let you read it',
  },

  clocks: {
    ...clocks,
    title: 'What the source is owed',
    running: (due: string, left: string) => `by ${due}, ${left}`,
    met: (day: string) => `done on ${day}`,
    late: (day: string, due: string) => `done late, on ${day}; the last day was ${due}`,
    over: (due: string, late: string) => `was due on ${due}, ${late}`,
    until: (day: string, who: string) => `The team lets it run until ${day} (${who}):`,
    delay: 'Take more time',
    delayTitle: 'Take more time',
    delayAbout:
      'The day that the law sets stays, and the source sees it. This tells the team until when you let it run, and why.',
    which: 'For what',
    day: 'Until',
    reason: 'Why',
    save: 'Take more time',
    noReason: 'Say why, in a few words.',
    badDay: 'Choose a day after today.',
    done: 'The team is told.',
  },

  tip: {
    title: 'The tip',
    written: (inLanguage: string) => `Written ${inLanguage}`,
    goesTo: 'Sent to',
    person: (n: string) => `Person ${n}`,
    entry: (n: string) => `Entry ${n}`,
    files: 'Files that came with it',
    nothing: 'The source left every question empty.',
  },

  inLanguage: { en: 'in English', ru: 'in Russian', kk: 'in Kazakh' },

  void: {
    title: 'This was set aside',
    'not-a-tip': 'What arrived is not a tip. There is nothing in it to read.',
    signature:
      'It was not finished by whoever began it. Somebody changed it, or put it together from other pieces.',
    slots:
      'It says that some people can read it, and others can. So nobody could tell you for certain who reads along.',
    about: 'No honest program makes such a thing. It counts for nobody, and nobody is shown its text.',
    todo: 'There is nothing to answer here. If more of these arrive, tell the people who run the service. You can forget this one.',
  },

  readers: {
    title: 'Who can read this',
    verified: 'Verified.',
    proof:
      'Your software made every seal again and compared: exactly these people can open it, and nobody else.',
    proofThen: (names: string) =>
      `Your software made every seal again and compared: when it was sent, exactly ${names} could open it, and nobody else. What changed since is listed below.`,
    now: 'Can read it',
    leftOut: 'Left out by the source',
    leftOutAbout: 'Nobody can let them in.',
    later: 'Only if the time runs out',
    gone: 'Read nothing new any more',
    letIn: (who: string, whom: string) => `${who} let ${whom} read it.`,
    left: (who: string) => `${who} left the case.`,
    grant: 'Let somebody read it',
    grantTitle: 'Let somebody read this case',
    grantAbout:
      'They read everything: the tip, the conversation and the team’s notes, old and new. Colleagues see who let whom in. This cannot be undone once it has left.',
    whom: 'Whom?',
    noCandidates:
      'There is nobody left to let in: everybody reads it already, or was left out by the source.',
    grantYes: 'Let them read it',
    willRead: (who: string) => `${who} will be able to read the whole case.`,
    willLetIn: 'Somebody will be able to read the whole case.',
    leave: 'Leave this case',
    leaveTitle: 'Leave this case?',
    leaveAbout:
      'Colleagues are told. From then on you read nothing new, and the case is forgotten on this computer. You come back only if somebody lets you in.',
    leaveReason: 'Why, for colleagues (if you like)',
    leaveYes: 'Leave the case',
    leaving: 'You leave this case. It is forgotten here once colleagues have been told.',
    alone: 'Nobody else could read this case then. Let somebody read it first.',
  },

  talk: {
    title: 'Conversation with the source',
    about: 'The source sees everything in this box.',
    nothing: 'Nothing has been said yet.',
    unread: 'New',
    asks: 'Question',
    says: 'How it stands',
    acknowledged: (who: string) => `${who} told the source that a person has opened it.`,
    willAcknowledge: 'The source will be told that a person has opened this.',
    withdraws: 'The source asks you not to pursue the tip.',
    readers: (names: string) => `Who reads along was settled anew. From here on: ${names}.`,
    leaves: (moment: string) => `Leaves by ${moment}`,
    leavesSoon: 'Leaves in a moment',
    onItsWay: 'On its way',
    takeBack: 'Take back',
    takenBack: 'Taken back. Nobody has seen it.',
    late: 'It had left already, so it could not be taken back.',
  },

  findings: {
    title: 'Something is wrong here',
    missing: (who: string, n: string) =>
      `Missing messages of ${who}: ${n}. Somebody has seen them, and the server has not handed them out. If they do not come soon, tell the people who run the service.`,
    forked: (who: string) =>
      `${who} signed two different messages for one place. You and your colleagues see the same one.`,
    aside: (who: string, n: string, why: string) => `Messages of ${who} that were set aside: ${n}. ${why}`,
    why: {
      unreadable: 'They cannot be opened.',
      incomplete: 'A part is missing.',
      malformed: 'No honest program wrote them.',
      newer: 'A newer version of Candor wrote them. Install it to read them.',
      misplaced: 'They were written for another place.',
      unsigned: 'It is not certain who wrote them.',
      'unknown-type': 'A newer version of Candor wrote them. Install it to read them.',
      'not-allowed': 'Their author may not say such a thing here.',
      order: 'They claim to come before what they answer.',
      removed: 'Their author did not belong to the organisation any more.',
      'void-key':
        'They change who reads along in a way that does not count. The source may have gone on where nobody reads.',
    },
  },

  toSource: {
    title: 'Write to the source',
    about: 'The source will see this',
    how: 'What is it?',
    say: 'Say',
    ask: 'Ask',
    tell: 'Tell how it stands',
    stands: 'How does it stand?',
    told,
    text: {
      say: 'What you say to the source',
      ask: 'What you ask the source',
      tell: 'In your own words, if you like',
    },
    wrote: (inLanguage: string) => `They wrote ${inLanguage}.`,
    template: 'Put in a text',
    choose: 'Choose a text…',
    lacks: (inLanguage: string, instead: string) =>
      `This text is not there ${inLanguage}. It was put in ${instead}: say it ${inLanguage} before you send it.`,
    send: 'Send to the source',
    empty: 'Write something first.',
    tooLong: (share: string) =>
      `This is ${share} of what fits into one message. Shorten it, or send it in parts.`,
    confirm: 'Send this to the source?',
    exactly: 'The source will see exactly this:',
    asYou: (name: string) => `It comes from “${name}”.`,
    back: 'Until it leaves you can take it back. After that it stays said.',
    yes: 'Send to the source',
    no: 'Go on writing',
    sent: 'Sealed for the source.',
  },

  note: {
    title: 'Note for the team',
    about: 'Only the team sees this',
    text: 'The note',
    save: 'Save the note',
    saved: 'Note saved.',
  },

  team: {
    title: 'Among the team',
    about: 'The source never sees anything in this box.',
    nothing: 'No notes yet.',
  },

  names: {
    title: 'Who and what it names',
    kinds,
    many: { person: 'People', organisation: 'Organisations', place: 'Places' },
    nothing: 'Nobody and nothing is named yet.',
    add: 'Add a name',
    kind: 'What is it?',
    name: 'Name',
    save: 'Add',
    remove: (name: string) => `Take away “${name}”`,
    find: (name: string) => `Find “${name}” in all cases`,
    added: (name: string) => `Added: ${name}.`,
    removed: (name: string) => `Taken away: ${name}.`,
    takeAway: 'Take away',
  },

  links: {
    title: 'Other cases',
    linked: 'Linked',
    repeats: 'This one repeats',
    repeated: 'Repeats of this one',
    nothing: 'Not linked with any.',
    link: 'Link with another case',
    unlink: (name: string) => `Take away the link with ${name}`,
    merge: 'This repeats another case',
    apart: 'It does not repeat it',
    elsewhere: 'not on this computer',
    pickLink: 'Link with which case?',
    linkDone: (name: string) => `Linked with ${name}.`,
    unlinkDone: (name: string) => `No longer linked with ${name}.`,
    mergeDone: (name: string) => `It repeats ${name} from now on.`,
    takeAway: 'Take away',
  },

  similar: {
    title: 'Similar cases',
    looking: 'Looking for similar cases…',
    nothing: 'No other case on this computer names the same.',
    why: {
      person: 'same person',
      organisation: 'same organisation',
      place: 'same place',
      words: 'same words',
    },
    link: 'Link',
    merge: 'It repeats this one',
  },

  conflict: {
    title: 'I should not work on this',
    open: 'I should not work on this',
    ask: 'Should somebody else work on this?',
    about:
      'If you are named here, are close to somebody who is, or have a stake in it, say so. That protects the source, and you.',
    steps: [
      'The team is told, with your reason.',
      'As soon as a colleague’s program has settled anew who reads along, you read nothing new.',
      'The case is forgotten on this computer.',
    ],
    reason: 'Why, for the team (if you like)',
    yes: 'Tell the team, and leave',
    done: 'The team is told. The case is forgotten here once that has left.',
    said: (who: string) => `${who} should not work on this`,
    mine: 'You said that you should not work on this.',
  },

  history: {
    title: 'What was done',
    nothing: 'Nothing has been done yet.',
    all: (n: string) => `Show all ${n}`,
    few: 'Show only the last few',
    status: (who: string, to: string) => `${who} set the status: ${to}`,
    severity: (who: string, to: string) => `${who} judged how serious it is: ${to}`,
    noSeverity: (who: string) => `${who} took back how serious it is`,
    note: (who: string) => `${who} wrote a note`,
    took: (who: string) => `${who} took the case`,
    gave: (who: string, whom: string) => `${who} gave the case to ${whom}`,
    nobody: (who: string) => `${who} left the case to nobody`,
    added: (who: string, labels: string) => `${who} put on: ${labels}`,
    removed: (who: string, labels: string) => `${who} took off: ${labels}`,
    relabelled: (who: string, added: string, removed: string) =>
      `${who} put on: ${added}; took off: ${removed}`,
    linked: (who: string, what: string) => `${who} linked it with ${what}`,
    unlinked: (who: string, what: string) => `${who} took away the link with ${what}`,
    merged: (who: string, what: string) => `${who} said that it repeats ${what}`,
    apart: (who: string) => `${who} said that it is a case of its own`,
    named: (who: string, what: string) => `${who} added a name: ${what}`,
    unnamed: (who: string, what: string) => `${who} took away a name: ${what}`,
    conflict: (who: string) => `${who} should not work on this`,
    delay: (who: string, what: string, until: string) => `${who} took more time (${what}): until ${until}`,
    another: 'another case',
  },

  purge: {
    open: 'Forget this case on this computer',
    title: 'Forget this case on this computer?',
    about: [
      'The tip, the conversation and the notes are destroyed here, with everything that finds them. Nothing on this computer brings them back.',
      'Colleagues keep theirs. The source is told nothing.',
    ],
    unfinished: 'This case is not closed.',
    waiting: 'What you wrote in it and has not left yet is lost as well.',
    yes: 'Forget the case',
    done: 'The case is forgotten on this computer.',
  },

  keys: {
    scope: 'Case',
    source: 'Write to the source',
    note: 'Write a note for the team',
  },
}

export type CaseWords = typeof en
