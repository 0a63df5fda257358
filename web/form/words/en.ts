export const en = {
  dir: 'ltr' as 'ltr' | 'rtl',
  leave: 'Leave now',
  leaveAgain: 'Press Esc once more to leave this page.',
  language: 'Language',
  back: 'Back',
  next: 'Continue',
  example: 'For example',
  copy: 'Copy',
  copied: 'Copied.',
  copyFailed: 'It could not be copied. Select the text and copy it yourself.',
  change: 'Change',
  tryNow: 'Try now',
  tryAgain: 'Try again',

  start: {
    title: 'Report wrongdoing without giving your name',
    what: 'Here you can tell what you know about corruption or abuse of power. What you write is sealed on this device: only the people you allow can open it, and those who run this website cannot.',
    goesTo: 'Your tip goes to',
    before: 'Before you write',
    work: 'Not from work',
    workWhy:
      'Do not use a computer, phone or network that belongs to your work. Others may see what is opened on it.',
    tor: 'In Tor Browser',
    torWhy: 'It hides where you are, from this website too.',
    torHow: 'How to open this page in Tor Browser',
    torSteps: [
      'On a phone or computer of your own, get Tor Browser from torproject.org. On an iPhone it is Onion Browser.',
      'Open it and tap “Connect”. If it does not connect, choose a bridge in its settings.',
      'Enter the address of this page there:',
    ],
    danger: 'In danger now?',
    dangerWhy: 'Call 112. This page is not read at once.',
    contact: 'You can also ask here:',
    limits:
      'This page cannot protect you from someone who looks over your shoulder or watches this device, nor from being recognised by something that only you could know.',
    write: 'Write a tip',
    comeBack: 'I have twelve words',
  },

  story: {
    title: 'What happened?',
    hint: 'Write it as you would tell it to someone you trust. Leave out what only you could know.',
    example: 'Since spring the head of procurement has been giving contracts to his brother’s company.',
    stays: 'What you write stays in this window until you send it. Nothing is saved on this device.',
    empty: 'Write here what happened. A few words are enough.',
    tooLong: (percent: string) =>
      `This is ${percent} of what fits into one tip. Shorten it, or send it in several tips.`,
    long: (percent: string) => `${percent} of what fits into one tip.`,
  },

  details: {
    title: 'Details, if you know them',
    about:
      'Every line helps, and none is needed. Leave empty whatever you do not know or would rather not say.',
    skip: 'Skip these questions',
    person: (n: string) => `Person ${n}`,
    entry: (n: string) => `Entry ${n}`,
    addPerson: 'Add another person',
    addEntry: 'Add another entry',
    remove: (what: string) => `Remove: ${what}`,
    added: (what: string) => `${what} was added.`,
    removed: 'Removed.',
    needed: 'needs an answer',
    missing: 'The organisation needs an answer here. A word is enough, even “I do not know”.',
  },

  exclude: {
    title: 'Who must not see it?',
    desks: 'Where should it go?',
    desksHint: 'Choose one or more.',
    noDesk: 'Choose at least one place.',
    people: 'Whom to leave out',
    about: 'Tick everyone who must not read your tip. If you fear nobody here, just continue.',
    means:
      'Whoever you leave out can open neither your tip nor the conversation about it, and nothing shows them that they were left out.',
    meansNot:
      'But where few people read the tips, they may guess it. And those who do open it could talk about it.',
    superior: (name: string) =>
      `You named a superior: ${name}. If this person is on the list, you can leave them out too.`,
    subject: 'If the person you write about, or their superior, is on the list, you can leave them out.',
    same: 'You named someone with this name.',
    readers: 'Will be able to open it:',
    nobody:
      'Now everyone is left out, and nobody could open your tip. Keep at least one person whom you trust.',
    nobodyDesk: 'You can also choose another place above.',
    nobodyElse: 'If you trust nobody here, do not send it here.',
  },

  escalate: {
    title: 'If nobody answers',
    about: (read: string, answered: string) =>
      `By ${read} somebody should confirm that your tip was read, and by ${answered} tell you what came of it. If that does not happen, one more desk can be shown your tip.`,
    desk: 'Who should see it then?',
    none: 'Nobody else',
    promise:
      'Your tip is sealed for this desk from the start. Its program shows it only when the time has run out. That is a promise of the program: someone there who changed it could look earlier.',
    readers: 'Will see it only then:',
    nobodyLeft: 'Now everyone there is left out, so this desk will not see your tip at all.',
  },

  codename: {
    title: 'Your twelve words',
    about:
      'With these words you can come back, see what came of your tip and answer questions. Nobody else has them, and nobody can give them to you again.',
    keep: 'Keep them where nobody looks, or do not keep them at all: then you cannot come back.',
    list: 'The twelve words in order',
    asNumbers: 'Show as numbers',
    asWords: 'Show as words',
    print: 'Print',
    kept: 'I have kept them',
    skip: 'I do not want to come back',
    askTitle: 'Two words, to be sure',
    askAbout: 'Look at what you kept, and write these two here. Words or numbers, as you like.',
    word: (n: string) => `Word ${n}`,
    wrong: (n: string) =>
      `This is not word ${n}. Look once more at what you kept, or have the words shown again.`,
    again: 'Show the words again',
  },

  check: {
    title: 'Check and send',
    said: 'What you say',
    readers: 'Who can open it',
    desks: 'Where it goes',
    later: (desk: string) => `Only if nobody answers: ${desk}`,
    leftOut: 'Left out',
    nobodyLeftOut: 'Nobody is left out.',
    onlyThese: 'Only these people can open it.',
    server: 'What the server will see',
    sees: (size: string) =>
      `A sealed package of ${size}, and today’s date. Not what is in it, not who wrote it, not who can open it.`,
    connection: 'If you are not in Tor Browser, also where you connect from.',
    comeBack: 'Coming back',
    willComeBack: 'You can come back with your twelve words.',
    wontComeBack: 'You chose not to come back.',
    changed:
      'The list of people who can open tips has just changed. Please look once more at who can open yours.',
    seal: 'Seal into a file',
    send: 'Seal and send',
  },

  sending: {
    title: 'Your tip is on its way',
    keepOpen: 'Please leave this page open.',
    preparing: 'Looking once more at who can open it',
    sealing: 'Sealing it on this device',
    sending: 'Sending it, and waiting for the promise that it is kept',
    done: 'done',
    now: 'now',
    later: 'next',
  },

  waiting: {
    title: 'One moment',
    about: 'The list of people who can open your tip is on its way. What you wrote is still here.',
    lost: 'There is no connection to the service at the moment. Nothing is lost.',
    busy: 'Many people are writing at the moment. Nothing is lost.',
    fault: 'The service cannot take anything at the moment. Nothing is lost.',
    again: (when: string) => `The next try is ${when}.`,
  },

  sent: {
    title: 'Your tip has arrived',
    arrived: (date: string) => `It was taken on ${date}, and the service has promised to keep it.`,
    next: 'What happens next',
    acknowledge: (date: string) => `By ${date} the organisation should confirm to you that it has read it.`,
    feedback: (date: string) => `By ${date} at the latest it should tell you what came of it.`,
    comeBack: 'Come back with your twelve words: you see what they answer and ask, and can write to them.',
    noComeBack: 'You chose not to come back. There is nothing more for you to do.',
    receipt: 'Your receipt',
    receiptAbout:
      'It proves that your tip was taken on this day, and shows nothing of what is in it. You can do without it. Whoever finds it with you learns that you wrote here.',
    leave: 'Leaving wipes this page. The browser may still list its address in the history.',
  },

  stopped: {
    title: 'We stopped. Nothing was sent.',
    sentTitle: 'Something is wrong with the answer',
    clock:
      'The date of this device and that of the service do not agree. Set the date of this device, then try again.',
    expired:
      'The list of people who can open tips has run out, and nobody has renewed it. Sealed today, your tip might never be opened.',
    newer: 'The service is newer than this page. Open the page afresh; copy your text first.',
    form: 'This page is not the one the organisation signed. Somebody may have changed it. Do not write anything more here.',
    keys: 'The service could not show that it belongs to the organisation: the list of people who can open tips is not the signed one. Somebody may be trying to read along.',
    unready: 'The service is not ready to take tips yet. Please try again later.',
    receipt:
      'The tip was handed over, but the service’s promise to keep it is not right. It may not have arrived. Please tell the organisation in another way.',
    unset: 'This page is not set up: it does not say which organisation it belongs to.',
    unknown: 'Something happened that we did not expect. Your text is still here.',
    tell: 'Please tell the organisation, but not from work and not through this page.',
    tellHere: 'Please tell the organisation here:',
    yours: 'Your text',
    yoursAbout: 'You can copy it before you leave.',
  },
}

export type Words = typeof en
