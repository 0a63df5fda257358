import type { ChangeWords } from './words.ts'

export const kk: ChangeWords = {
  quote: (text) => `«${text}»`,
  readerAdded: (name, desks) =>
    `Жаңа адам: ${name}. Содан бастап дереккөздер мына жерге жібергенді оқи алады: ${desks}.`,
  readerRemoved: (name, desks) =>
    `${name} енді тізімде жоқ, содан кейін жіберілгенді (${desks}) оқи алмайды. Бұрын мөрленгенін бұрынғыша оқи алады.`,
  identityReplaced: (name) =>
    `${name} жаңа жеке кілттер алады. Содан бастап осы кілттер кімде болса, сол оның орнына оқиды.`,
  deskGiven: (name, desk) => `${name} енді мына жерге жіберілгенді де оқи алады: ${desk}.`,
  deskTaken: (name, desk) => `${name} енді мына жерге жіберілгенді оқи алмайды: ${desk}.`,
  personRenamed: (before, after) => `${before} дереккөздерге енді басқа атпен көрсетіледі: ${after}.`,
  keysUntil: (names, day) => `Кілттердің мерзімі ұзартылды, соңғы күні — ${day}: ${names}.`,
  deskAdded: (name) => `Жаңа бөлім: ${name}.`,
  deskRemoved: (name) => `Бөлім жабылды: ${name}.`,
  deskRenamed: (before, after) => `${before} бөлімі дереккөздерге енді басқа атпен көрсетіледі: ${after}.`,
  deskDescribed: (name) => `${name} бөлімі енді басқа сөздермен сипатталған.`,
  about: (quoted) => `Сипаттамасы: ${quoted}.`,
  seenAs: (quoted) => `Дереккөздер көретіні: ${quoted}.`,
  order: {
    recipients: 'Адамдардың реті өзгерді.',
    desks: 'Бөлімдердің реті өзгерді.',
    roots: 'Әкімшілер кілттерінің реті өзгерді.',
    logKeys: 'Түбіртек кілттерінің реті өзгерді.',
    questions: 'Сұрақтардың реті өзгерді.',
  },
  validity: (from, until) => `Қолданылатын мерзімі: ${from} – ${until}.`,
  rootAdded: 'Әкімшінің кілті қосылды: содан бастап ол өзгерістерге қол қоя алады.',
  rootRemoved: 'Әкімшінің кілті алынып тасталды: бұдан кейін ол ештеңеге қол қоймайды.',
  threshold: (after, before) =>
    before === null
      ? `Әр өзгеріске қол қоюы тиіс әкімші кілттерінің саны: ${after}.`
      : `Содан бастап әр өзгеріске қол қоюы тиіс әкімші кілттерінің саны: ${after} (бұрын ${before}).`,
  logKeyAdded: (key) => `Тағы бір сервердің түбіртектері есепке алынады: ${key}`,
  logKeyRemoved: (key) => `Бір сервердің түбіртектері енді есепке алынбайды: ${key}`,
  texts: {
    name: (quoted) => `Ұйымның атауы енді: ${quoted}.`,
    contact: (quoted) => `Ұйыммен енді былай байланысуға болады: ${quoted}.`,
  },
  languages: (codes) => `Форма тілдері енді мыналар: ${codes}.`,
  questions: {
    added: (questions) => `Дереккөздерге қойылатын жаңа сұрақтар: ${questions}.`,
    changed: (questions) => `Дереккөздерден басқаша сұралады: ${questions}.`,
    removed: (ids) => `Дереккөздерден енді сұралмайды: ${ids}.`,
    renumbered: 'Сұрақтар тізімінің нөмірі өзгерді.',
    kind: { short: 'бір жол', long: 'ұзын мәтін' },
    required: 'жауап қажет',
    repeated: (group) => `мынамен бірге қайталауға болады: ${group}`,
    role: { subject: 'сөз болып отырған адамның аты', superior: 'оның басшысының аты' },
  },
  policy: {
    acknowledgeDays: 'Дереккөзге жауап беру мерзімі, күн',
    feedbackDays: 'Дереккөзге нәтижесін айту мерзімі, күн',
    envelopeDays: 'Сервер мөрленген хабарламаларды қанша күн сақтайды',
    dropDays: 'Сервер хат алмасуды қанша күн сақтайды',
    blobDays: 'Сервер файлдарды қанша күн сақтайды',
    shardBits: 'Бір аптадағы хат алмасу қаншалықты ұсақ бөлінген',
  },
  policyChange: (field, after, before) =>
    before === null ? `${field}: ${after}.` : `${field}: ${after} (бұрын ${before}).`,
  tellsApart: 'Неғұрлым ұсақ бөлінсе, серверге бір дереккөзді екіншісінен ажырату соғұрлым оңай.',
  deletedSooner: 'Қазір сақталып тұрғаны да ертерек жойылады.',
  form: {
    added: (path) => `Форманың жаңа файлы: ${path}.`,
    changed: (path) => `Форманың файлы өзгерді: ${path}.`,
    removed: (path) => `Форманың файлы енді жоқ: ${path}.`,
  },
  sha256: (digest) => `Салыстыру үшін (SHA-256): ${digest}`,
  nothing: 'Нөмірінен басқа ештеңе өзгерген жоқ.',
}
