import type { ChangeWords } from './words.ts'

export const ru: ChangeWords = {
  quote: (text) => `«${text}»`,
  readerAdded: (name, desks) =>
    `Новый человек: ${name}. С этого момента может читать то, что источники отправляют сюда: ${desks}.`,
  readerRemoved: (name, desks) =>
    `${name} больше не в списке и не сможет читать то, что отправят после этого (${desks}). Что было запечатано раньше — по-прежнему может.`,
  identityReplaced: (name) =>
    `${name} получает новые личные ключи. Тот, у кого они есть, с этого момента читает на этом месте.`,
  deskGiven: (name, desk) => `${name} с этого момента может читать и то, что отправляют сюда: ${desk}.`,
  deskTaken: (name, desk) => `${name} с этого момента не может читать то, что отправляют сюда: ${desk}.`,
  personRenamed: (before, after) => `${before} теперь показывается источникам под другим именем: ${after}.`,
  keysUntil: (names, day) => `Ключи продлены до ${day}: ${names}.`,
  deskAdded: (name) => `Новый отдел: ${name}.`,
  deskRemoved: (name) => `Отдел закрыт: ${name}.`,
  deskRenamed: (before, after) =>
    `Отдел ${before} теперь показывается источникам под другим названием: ${after}.`,
  deskDescribed: (name) => `Отдел ${name} теперь описан другими словами.`,
  about: (quoted) => `Описание: ${quoted}.`,
  seenAs: (quoted) => `Источники видят ${quoted}.`,
  order: {
    recipients: 'Люди стоят в другом порядке.',
    desks: 'Отделы стоят в другом порядке.',
    roots: 'Ключи администраторов стоят в другом порядке.',
    logKeys: 'Ключи для квитанций стоят в другом порядке.',
    questions: 'Вопросы стоят в другом порядке.',
  },
  validity: (from, until) => `Действует с ${from} по ${until}.`,
  rootAdded: 'Добавлен ключ администратора: с этого момента он может подписывать изменения.',
  rootRemoved: 'Ключ администратора исключён: после этого он ничего не подписывает.',
  threshold: (after, before) =>
    before === null
      ? `Сколько ключей администраторов должны подписать каждое изменение: ${after}.`
      : `Сколько ключей администраторов должны подписать каждое изменение с этого момента: ${after} вместо ${before}.`,
  logKeyAdded: (key) => `Засчитываются квитанции ещё одного сервера: ${key}`,
  logKeyRemoved: (key) => `Квитанции одного из серверов больше не засчитываются: ${key}`,
  texts: {
    name: (quoted) => `Организация теперь называется ${quoted}.`,
    contact: (quoted) => `Связаться с организацией теперь можно так: ${quoted}.`,
  },
  languages: (codes) => `Языки формы теперь такие: ${codes}.`,
  questions: {
    added: (questions) => `Источникам задают новые вопросы: ${questions}.`,
    changed: (questions) => `Источников спрашивают иначе: ${questions}.`,
    removed: (ids) => `Источников больше не спрашивают: ${ids}.`,
    renumbered: 'У списка вопросов другой номер.',
    kind: { short: 'одна строка', long: 'длинный текст' },
    required: 'нужен ответ',
    repeated: (group) => `можно повторить вместе с: ${group}`,
    role: { subject: 'называет того, о ком речь', superior: 'называет его руководителя' },
  },
  policy: {
    acknowledgeDays: 'Дней до ответа источнику',
    feedbackDays: 'Дней до сообщения источнику о результате',
    envelopeDays: 'Сколько дней сервер хранит запечатанные сообщения',
    dropDays: 'Сколько дней сервер хранит переписку',
    blobDays: 'Сколько дней сервер хранит файлы',
    shardBits: 'Насколько мелко поделена переписка недели',
  },
  policyChange: (field, after, before) =>
    before === null ? `${field}: ${after}.` : `${field}: ${after} вместо ${before}.`,
  tellsApart: 'Чем мельче, тем легче серверу отличить один источник от другого.',
  deletedSooner: 'То, что уже хранится, тоже будет удалено раньше.',
  form: {
    added: (path) => `Новый файл формы: ${path}.`,
    changed: (path) => `Файл формы изменён: ${path}.`,
    removed: (path) => `Файла формы больше нет: ${path}.`,
  },
  sha256: (digest) => `Для сверки (SHA-256): ${digest}`,
  nothing: 'Ничего, кроме номера.',
}
