/** What is typed for a letter without a Kazakh layout, and for ё in a hurry. */
const PLAIN: ReadonlyMap<string, string> = new Map(
  Object.entries({ ё: 'е', ә: 'а', ғ: 'г', қ: 'к', ң: 'н', ө: 'о', ұ: 'у', ү: 'у', һ: 'х', і: 'и' }),
)

/** Latin letters that look like Cyrillic ones: in a Cyrillic word without others they are a slip, or somebody hides a name. */
const ALIKE: ReadonlyMap<string, string> = new Map(
  Object.entries({ a: 'а', c: 'с', e: 'е', h: 'х', i: 'и', k: 'к', o: 'о', p: 'р', x: 'х', y: 'у' }),
)

/** What lies between two words of a folded text. */
export const GAP = '[ -/:-`{-~]'
/** What words of a folded text are made of. */
export const LETTER = '[^ -/:-`{-~]'

/**
 * A text as it is compared: without differences of case, width and Kazakh letters, and without what nobody sees. What comes
 * out consists of letters, digits and the marks of ASCII, which stand between words.
 */
export const fold = (text: string): string =>
  unmix(
    text
      .replaceAll('№', ' ')
      // Nobody writes so many marks over one letter, and putting them in order takes the square of their number.
      .replace(/(\p{M}{8})\p{M}+/gu, '$1')
      // Each becomes a whole sentence.
      .replace(/[\uFDFA\uFDFB]/g, ' ')
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^ -~а-я]/gu, foldOne),
  )

function foldOne(character: string): string {
  const plain = PLAIN.get(character)
  if (plain !== undefined) return plain
  if (/[\p{L}\p{N}\p{Mc}]/u.test(character)) return character
  return /[\p{M}\p{Cf}]/u.test(character) ? '' : ' '.repeat(character.length)
}

// Most texts have no such pair of letters, and need not be taken apart.
const unmix = (text: string): string =>
  /[а-я][acehikopxy]|[acehikopxy][а-я]/.test(text) ? text.replace(/[a-zа-я]+/g, unmixOne) : text

/** A name with an ending, such as `kaspiден`, is no slip: it is found by its Latin letters. */
const unmixOne = (word: string): string =>
  /[а-я]/.test(word) && /^[а-яacehikopxy]+$/.test(word)
    ? word.replace(/[a-z]/g, (letter) => ALIKE.get(letter) ?? letter)
    : word

/** The words of a text, folded. */
export const termsOf = (text: string): string[] =>
  fold(text)
    .split(BETWEEN)
    .filter((term) => term !== '')

const BETWEEN = new RegExp(`${GAP}+`)

/** Endings of Russian words: of them one is taken off, the longest. */
const RUSSIAN = ending(
  'иями ями ами иях ией ием иям ого его ому ему ыми ими ать ять ить еть ает яет ует ают уют',
  'ах ях ам ям ом ем ой ей ою ею ов ев ий ый ая яя ое ее ые ие ых их ым им ую юю ия ии ию ть ла ло ли',
  'а я о е ы и у ю ь й',
)

/** Endings of Kazakh words, folded, from the last to the first: a case, whose it is, and how many. */
const KAZAKH = [
  ending(
    'дагы деги тагы теги нын нин дын дин тын тин дан ден тан тен нан нен мен бен пен га ге ка ке да де та те ны ни ды ди ты ти',
  ),
  ending('ымыз имиз ыныз иниз мыз миз ныз низ сы си ым им ын ин ы и'),
  ending('лар лер дар дер тар тер'),
]

const ENGLISH = ending('ing ed es s')

function ending(...lists: readonly string[]): RegExp {
  const endings = lists.flatMap((list) => list.split(' ')).toSorted((a, b) => b.length - a.length)
  return new RegExp(`(?:${endings.join('|')})$`)
}

/** A shorter word has no ending that could be told from the rest of it. */
const SHORTEST_WORD = 6
/** Of what is shorter too many other words begin alike. */
const SHORTEST_STEM = 5

/**
 * With what the other forms of a word begin: its endings are taken off by rule, without a dictionary, as long as five letters
 * are left. Russian and Kazakh share letters, so that both rules are tried, and what takes off more counts. Null where there
 * is nothing to take off.
 */
export function stemOf(term: string): string | null {
  if (term.length < SHORTEST_WORD || /\d/.test(term)) return null
  const stem = /^[a-z]+$/.test(term)
    ? without(term, ENGLISH)
    : shorter(without(term, RUSSIAN), KAZAKH.reduce(without, term))
  return stem === term ? null : stem
}

const shorter = (a: string, b: string): string => (a.length < b.length ? a : b)

/** The longest ending that leaves enough. */
const without = (term: string, endings: RegExp): string =>
  term.slice(0, SHORTEST_STEM) + term.slice(SHORTEST_STEM).replace(endings, '')

/** Runs of digits as people write telephones, accounts and cards. */
const WRITTEN_NUMBER = /\d[\d ().-]{5,24}\d/g
/** Digits of a telephone without its country, and without its town. */
export const [NATIONAL, LOCAL] = [10, 7]

export const digitsOf = (text: string): string => text.replace(/\D/g, '')

/** The ways in which somebody may type the long numbers of a folded text: in one, without the country, without the town. */
export function numbersIn(folded: string): string[] {
  const found = new Set<string>()
  for (const [run] of folded.matchAll(WRITTEN_NUMBER)) {
    const digits = digitsOf(run)
    if (digits.length < LOCAL) continue
    // Behind a telephone there may be a year.
    for (const each of [digits, digits.slice(0, NATIONAL + 1)]) {
      for (const way of [each, each.slice(-NATIONAL), each.slice(-LOCAL)]) found.add(way)
    }
  }
  return [...found]
}
