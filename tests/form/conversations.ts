import type { Language } from '../../web/form/words/index.ts'
import { acknowledgement, reply } from './investigators.ts'
import type { Site } from './site.ts'

/** A conversation as it may go, for pictures and for measuring. */
export const talks: Readonly<
  Record<
    Language,
    { readonly ask: string; readonly answer: string; readonly news: string; readonly add: string }
  >
> = {
  en: {
    ask: 'Thank you. Do you know which contracts these were, or in which months they were signed? A rough idea is enough.',
    answer:
      'In April and in June. The second one was for school furniture.\n\nI have not seen the papers myself.',
    news: 'We have asked for the files of both contracts.',
    add: 'One more thing: the brother’s company has a new name since May.',
  },
  ru: {
    ask: 'Спасибо. Не знаете ли вы, какие это были договоры и в каких месяцах их подписали? Достаточно и приблизительно.',
    answer: 'В апреле и в июне. Второй — на школьную мебель.\n\nСамих бумаг я не видел.',
    news: 'Мы запросили документы по обоим договорам.',
    add: 'И ещё: с мая фирма брата называется по-другому.',
  },
  kk: {
    ask: 'Рақмет. Ол қандай шарттар екенін, қай айларда қол қойылғанын білесіз бе? Шамамен айтсаңыз да жетеді.',
    answer: 'Сәуірде және маусымда. Екіншісі — мектеп жиһазына.\n\nҚағаздардың өзін көрген жоқпын.',
    news: 'Екі шарттың да құжаттарын сұрадық.',
    add: 'Тағы бір нәрсе: інісінің фирмасы мамырдан бері басқаша аталады.',
  },
}

/** The newest tip is acknowledged, and something is asked about it. */
export async function answerNewest(site: Site, language: Language): Promise<void> {
  const stored = newest(site)
  await reply(site, stored, 0, acknowledgement(stored))
  await reply(site, stored, 0, { type: 'ask', text: talks[language].ask })
}

export async function newsForNewest(site: Site, language: Language): Promise<void> {
  await reply(site, newest(site), 1, { type: 'tell', status: 'under-review', text: talks[language].news })
}

export function newest(site: Site) {
  const stored = site.tips().at(-1)
  if (stored === undefined) throw new Error('there is no tip')
  return stored
}
