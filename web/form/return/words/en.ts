import type { Told } from '../../../../src/protocol/thread/events.ts'

/** What stands on a clock: the same sentences for both. */
interface ClockWords {
  readonly title: string
  readonly running: (due: string, left: string) => string
  readonly lastDay: (due: string) => string
  readonly met: (day: string) => string
  readonly late: (day: string, due: string) => string
  readonly over: (due: string) => string
}

const acknowledge: ClockWords = {
  title: 'Confirming that they have read it',
  running: (due, left) => `They have until ${due}. Time left: ${left}.`,
  lastDay: (due) => `Today, ${due}, is the last day.`,
  met: (day) => `Done on ${day}.`,
  late: (day, due) => `Done on ${day}, after the last day, ${due}.`,
  over: (due) => `The last day was ${due}.`,
}

const feedback: ClockWords = { ...acknowledge, title: 'Telling you what came of it' }

const told: Readonly<Record<Told, string>> = {
  'under-review': 'They are looking into your tip.',
  acted: 'Something has been done because of your tip.',
  'passed-on': 'Your tip has been passed on to those who can deal with it.',
  closed: 'They have finished with your tip.',
}

export const en = {
  words: {
    title: 'Your twelve words',
    about:
      'Write them in the order in which you kept them. The first letters are enough. If you kept numbers, write the numbers.',
    list: 'The twelve words in order',
    word: (n: string) => `Word ${n}`,
    asNumbers: 'I kept numbers',
    asWords: 'I kept words',
    fitting: (words: string) => `Fits: ${words}. Choose with the arrow keys, or write on.`,
    near: (words: string) => `Close to it: ${words}. Choose with the arrow keys, or write on.`,
    taken: (n: string, word: string) => `Word ${n}: ${word}.`,
    look: 'Look what has come',
    looking: 'Looking what has come…',
    check: 'Please look at this once more',
    empty: (places: string) => `Still empty: place ${places}.`,
    unknown: (n: string, written: string) => `Word ${n}: “${written}” is not in the list of words.`,
    unknownNumber: (n: string, written: string) =>
      `Word ${n}: “${written}” is not one of the numbers. They go from 0001 to 2048.`,
    latin: 'The words are in English letters. Change the keyboard, or write the numbers.',
    order:
      'Each of these words is in the list, but they do not belong together. A word is different, or two have changed places. Compare them one by one with what you kept.',
    none: 'Nothing with these words is listed. A tip that was just sent shows after about ten minutes. If yours is older, tell the organisation.',
  },

  conversation: {
    title: (day: string) => `Your tip of ${day}`,
    which: 'Several tips have these words',
    readers: (names: string) =>
      `Since you sent your tip, it was settled anew who reads along. What is written from now on can be read by ${names}, and by colleagues with whom they share it: never by those you left out.`,
    listed: (day: string) =>
      `It arrived on ${day} and is in the service’s public list. Its text is not shown here: only the people whom you allowed can open it.`,
    told,
    unread: 'Nobody has confirmed yet that they have read your tip.',
    unreadHere: 'In the weeks shown here, nobody has confirmed that they have read your tip.',
    read: 'Your tip has been read. Nobody has said yet what comes of it.',
    withdrawn: 'You have asked them not to pursue your tip.',
    since: (day: string) => `As of ${day}.`,
    question: 'You have been asked something.',
    toQuestion: 'Go to the question',
    due: 'What they owe you, and by when',
    clocks: { acknowledge, feedback },
    over: 'The last day has passed, and nothing has come.',
    overHere: 'The last day has passed, and in the weeks shown here nothing has come.',
    overEarlier: 'It may have come in weeks that are not shown here. Please look there first.',
    overAbout: 'You can wait, or ask below. You can also turn to another desk.',
    overAlone: 'You can wait, or ask below.',
    overNamed: 'If you named a desk for this when you sent your tip, its people are shown it from now on.',
    contact: 'You can also ask here:',
    elsewhere: 'Write to another desk',
    heading: 'Conversation',
    silence: 'Nobody has written yet.',
    silenceHere: 'In the weeks shown here nobody has written.',
    you: 'You',
    asks: 'Question for you',
    says: 'News of your tip',
    reads: 'Confirmation',
    readsText: 'Your tip has been received and read.',
    withdraws: 'Withdrawal',
    withdrawsText: 'You ask them not to pursue your tip.',
    missing:
      'A message is missing here. It may still be on its way: look again later. If it stays away, tell the organisation in another way.',
    aside:
      'A message was set aside, because it is not certain who wrote it, or it was changed. If this stays so, tell the organisation in another way.',
    newer:
      'One message cannot be shown by this page, because it was written by a newer program. Open the page afresh.',
    ownPart: 'One of your messages arrived only in part. Please write it once more.',
    certain: 'Everything that you see below is certainly from the people who are named.',
    again: 'Look again',
    looking: 'Looking…',
    nothingNew: 'There is nothing new.',
    somethingNew: 'Something new has come.',
    earlier: 'Look at earlier weeks',
    earlierAbout: 'Only the last weeks are shown here.',
    reply: 'Answer, or add something',
    replyAbout: 'Only the people who can open your tip can read it. Leave out what only you could know.',
    send: 'Seal and send',
    sending: 'Sealing and sending. Please leave this page open.',
    sent: 'Sent. The service has it.',
    empty: 'Write something first. A word is enough.',
    tooLong: (share: string) =>
      `This is ${share} of what fits into one message. Shorten it, or send it in several messages.`,
    withdraw: 'Withdraw the tip',
    leave: 'Leaving wipes this page. With your words you can come back at any time.',
  },

  withdraw: {
    title: 'Withdraw your tip?',
    about: 'The people who can open your tip are told that you ask them not to pursue it.',
    not: 'What they have read already, they know. It may be that they have to go on: the law can demand it.',
    stays: 'The conversation stays. You can still read and write here.',
    why: 'If you like, write why',
    whyAbout: 'You do not have to.',
    yes: 'Withdraw the tip',
    no: 'Do not withdraw it',
  },

  elsewhere: {
    title: 'Write to another desk',
    own: 'It will be a separate tip. You write it anew, and it gets twelve new words.',
    untold: 'The first desk is not told of it, neither by this page nor by the service.',
    keep: 'Your first tip stays where it is, and its words remain good.',
    where: 'Where should the new tip go?',
    known: 'It answered you about the first tip.',
    unknown: 'This page does not know where your first tip went. Choose a desk that does not have it yet.',
    write: 'Write the new tip',
    noDesk: 'Choose at least one desk.',
    back: 'Back to the conversation',
  },
}

export type ReturnWords = typeof en
