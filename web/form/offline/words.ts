import type { Language } from '../words/index.ts'

const en = {
  what: 'This page works without a connection. It seals what you write into a file, which only the people you allow can open. You hand the file in later.',
  keys: 'First, the list of people',
  keysAbout:
    'From the place where you got this page, also get the file keys.candor, not older than a week. Then choose it here.',
  keysLabel: 'The file keys.candor',
  keysWrong: 'This is not the file keys.candor, or it is too old or damaged. Get it once more.',
  compare: 'Compare these digits with those that the organisation has made public. If they differ, stop.',
  again: 'Save the file once more',
  savedTitle: 'Your tip is sealed and saved',
  saved: (file: string) => `It is in the file ${file}, where this browser puts its downloads.`,
  savedNext:
    'Hand the file in on the page from which you got this one: it takes such files even where scripts are switched off. It can be handed in until the end of next week. Then delete it.',
}

type OfflineWords = typeof en

const ru: OfflineWords = {
  what: 'Эта страница работает без связи. Она запечатывает написанное в файл, который смогут открыть только допущенные вами люди. Файл вы передадите позже.',
  keys: 'Сначала — список людей',
  keysAbout:
    'Там же, где вы взяли эту страницу, возьмите файл keys.candor — не старше недели. И выберите его здесь.',
  keysLabel: 'Файл keys.candor',
  keysWrong: 'Это не файл keys.candor, или он устарел или повреждён. Возьмите его ещё раз.',
  compare: 'Сравните эти знаки с теми, что опубликовала организация. Если они не совпадают, остановитесь.',
  again: 'Сохранить файл ещё раз',
  savedTitle: 'Сообщение запечатано и сохранено',
  saved: (file) => `Оно лежит в файле ${file} — там, куда этот браузер сохраняет загрузки.`,
  savedNext:
    'Передайте файл на странице, с которой вы взяли эту: она принимает такие файлы, даже если скрипты выключены. Сделать это можно до конца следующей недели. Потом удалите файл.',
}

const kk: OfflineWords = {
  what: 'Бұл бет байланыссыз жұмыс істейді. Жазғаныңызды тек өзіңіз рұқсат берген адамдар аша алатын файлға мөрлейді. Файлды кейін тапсырасыз.',
  keys: 'Алдымен — адамдар тізімі',
  keysAbout:
    'Осы бетті алған жеріңізден keys.candor файлын да алыңыз, ол бір аптадан ескі болмасын. Сосын оны осында таңдаңыз.',
  keysLabel: 'keys.candor файлы',
  keysWrong: 'Бұл keys.candor файлы емес, немесе ол ескірген не бүлінген. Оны қайтадан алыңыз.',
  compare: 'Осы таңбаларды ұйым жариялаған таңбалармен салыстырыңыз. Сәйкес келмесе, тоқтаңыз.',
  again: 'Файлды тағы бір рет сақтау',
  savedTitle: 'Хабарламаңыз мөрленіп, сақталды',
  saved: (file) => `Ол ${file} файлында, браузер жүктелген файлдарды сақтайтын жерде тұр.`,
  savedNext:
    'Файлды осы бетті алған жеріңізге тапсырыңыз: ол жақ скрипттер өшірулі болса да файлды қабылдайды. Келесі аптаның соңына дейін тапсыруға болады. Кейін файлды өшіріп тастаңыз.',
}

/** What is said only where there is no connection. */
export const offlineWords: Readonly<Record<Language, OfflineWords>> = { en, ru, kk }
