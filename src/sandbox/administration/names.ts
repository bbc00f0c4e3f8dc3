/**
 * Names, places and posts for the generated organisation: several cultures, with accents, apostrophes, hyphens,
 * particles and scripts other than Latin, because those are what breaks careless tools.
 */

/** A name as it is written and, where that is not Latin, how its owner spells it in an address. */
type Name = string | readonly [written: string, latin: string]
type Names = readonly [Name, ...Name[]]

export interface Culture {
  readonly given: Names
  readonly family: Names
  readonly order: 'given-first' | 'family-first'
  readonly locale: string
  readonly timezone: string
  readonly city: {
    readonly locality: string
    readonly region: string
    readonly postalCode: string
    readonly country: string
  }
  readonly streets: readonly [string, ...string[]]
  readonly dial: string
}

export const CULTURES: readonly [Culture, ...Culture[]] = [
  {
    given: ['Emily', 'James', 'Aisha', 'Marcus', 'Mary-Jane', 'Tyler', 'Keisha', "D'Andre", 'Grace', 'Noah'],
    family: ['Smith', "O'Connor", 'Johnson', 'Taylor-Reed', 'Washington', "D'Angelo", 'Nguyen', 'Baker', 'St. Clair'],
    order: 'given-first',
    locale: 'en_US',
    timezone: 'America/Los_Angeles',
    city: { locality: 'San José', region: 'California', postalCode: '95110', country: 'US' },
    streets: ['North First Street', 'Almaden Boulevard', 'The Alameda'],
    dial: '+1 408 555',
  },
  {
    given: ['Jürgen', 'Käthe', 'Anna-Lena', 'Björn', 'Günther', 'Liesel', 'Torsten', 'Şeyma'],
    family: ['Müller', 'Weiß', 'Schröder', 'von der Heide', 'Groß', 'Öztürk', 'Krämer', 'Meyer-Lüdenscheid'],
    order: 'given-first',
    locale: 'de_DE',
    timezone: 'Europe/Berlin',
    city: { locality: 'Köln', region: 'Nordrhein-Westfalen', postalCode: '50667', country: 'DE' },
    streets: ['Schildergasse', 'Hohe Straße', 'Eigelstein'],
    dial: '+49 221 555',
  },
  {
    given: ['Zoë', 'François', 'Élodie', 'Jean-Luc', 'Hélène', 'Loïc', 'Anaïs', 'Benoît'],
    family: ['Lefèvre', "L'Hôte", 'Dupont-Moretti', 'Garçon', 'Benoît', 'Chloé', "N'Diaye", 'de La Tour'],
    order: 'given-first',
    locale: 'fr_FR',
    timezone: 'Europe/Paris',
    city: { locality: 'Orléans', region: 'Centre-Val de Loire', postalCode: '45000', country: 'FR' },
    streets: ['rue Royale', "rue de l'Évêché", 'quai du Châtelet'],
    dial: '+33 2 55 55',
  },
  {
    given: ['José', 'María José', 'Iñaki', 'Lucía', 'Ángel', 'Begoña', 'Nicolás', 'Ximena'],
    family: ['García Núñez', 'Ibáñez', 'Muñoz', 'Peña', 'de la Fuente', 'Güell', 'Rodríguez', 'Etxeberria'],
    order: 'given-first',
    locale: 'es_ES',
    timezone: 'Europe/Madrid',
    city: { locality: 'A Coruña', region: 'Galicia', postalCode: '15001', country: 'ES' },
    streets: ['Calle Real', 'Avenida de la Marina', 'Rúa Nova'],
    dial: '+34 981 555',
  },
  {
    given: ['Łukasz', 'Małgorzata', 'Zdzisław', 'Agnieszka', 'Jiří', 'Věra', 'Žofie', 'Ondřej'],
    family: ['Wałęsa', 'Dąbrowski', 'Kowalska-Nowak', 'Święcicki', 'Dvořák', 'Nováková', 'Čapek', 'Říha'],
    order: 'given-first',
    locale: 'pl_PL',
    timezone: 'Europe/Warsaw',
    city: { locality: 'Łódź', region: 'łódzkie', postalCode: '90-001', country: 'PL' },
    streets: ['ulica Piotrkowska', 'ulica Żeromskiego', 'aleja Kościuszki'],
    dial: '+48 42 555',
  },
  {
    given: ['Søren', 'Åse', 'Björk', 'Øystein', 'Maj-Britt', 'Þóra', 'Jörgen', 'Aino'],
    family: ['Sørensen', 'Ångström', 'Bjørnstad', 'Guðmundsdóttir', 'Hämäläinen', 'Åkerlund', 'Lindqvist', 'Næss'],
    order: 'given-first',
    locale: 'da_DK',
    timezone: 'Europe/Copenhagen',
    city: { locality: 'København', region: 'Hovedstaden', postalCode: '1050', country: 'DK' },
    streets: ['Bredgade', 'Købmagergade', 'Nyhavn'],
    dial: '+45 33 55',
  },
  {
    given: ['Priya', 'Arjun', 'Lakshmi', 'Ravi', 'Ananya', 'Venkata Ramana', 'Fatima', 'Harpreet'],
    family: ['Iyer', 'Krishnamurthy', 'Patel', 'Singh', "D'Souza", 'Banerjee', 'Reddy', 'Khan'],
    order: 'given-first',
    locale: 'en_IN',
    timezone: 'Asia/Kolkata',
    city: { locality: 'Bengaluru', region: 'Karnataka', postalCode: '560001', country: 'IN' },
    streets: ['Residency Road', 'Church Street', 'Lavelle Road'],
    dial: '+91 80 555',
  },
  {
    given: [
      ['花子', 'Hanako'],
      ['健太', 'Kenta'],
      ['美咲', 'Misaki'],
      ['大輔', 'Daisuke'],
      ['陽子', 'Yoko'],
    ],
    family: [
      ['田中', 'Tanaka'],
      ['鈴木', 'Suzuki'],
      ['大野', 'Ono'],
      ['高橋', 'Takahashi'],
      ['渡辺', 'Watanabe'],
    ],
    order: 'family-first',
    locale: 'ja_JP',
    timezone: 'Asia/Tokyo',
    city: { locality: '港区', region: '東京都', postalCode: '107-0052', country: 'JP' },
    streets: ['赤坂9丁目', '六本木3丁目'],
    dial: '+81 3 5555',
  },
  {
    given: [
      ['Ольга', 'Olga'],
      ['Дмитро', 'Dmytro'],
      ['Анна', 'Anna'],
      ['Σοφία', 'Sofia'],
      ['Γιώργος', 'Giorgos'],
    ],
    family: [
      ['Коваленко', 'Kovalenko'],
      ['Шевченко', 'Shevchenko'],
      ['Παπαδόπουλος', 'Papadopoulos'],
      ['Мельник', 'Melnyk'],
    ],
    order: 'given-first',
    locale: 'uk_UA',
    timezone: 'Europe/Kyiv',
    city: { locality: 'Київ', region: 'Київ', postalCode: '01001', country: 'UA' },
    streets: ['вулиця Хрещатик', 'Андріївський узвіз'],
    dial: '+380 44 555',
  },
  {
    given: [
      ['محمد', 'Mohammed'],
      ['فاطمة', 'Fatima'],
      ['יעל', 'Yael'],
      ['يوسف', 'Youssef'],
      ['ליאור', 'Lior'],
    ],
    family: [
      ['العلي', 'al-Ali'],
      ['حداد', 'Haddad'],
      ['כהן', 'Cohen'],
      ['الشريف', 'El-Sharif'],
    ],
    order: 'given-first',
    locale: 'ar_AE',
    timezone: 'Asia/Dubai',
    city: { locality: 'Dubai', region: 'Dubai', postalCode: '00000', country: 'AE' },
    streets: ['Al Maktoum Road', 'Sheikh Zayed Road'],
    dial: '+971 4 555',
  },
]

export const DEPARTMENTS: readonly [
  readonly [string, readonly [string, ...string[]]],
  ...(readonly [string, readonly [string, ...string[]]])[],
] = [
  ['Sales', ['Account Manager', 'Sales Engineer', 'Regional Director', 'Inside Sales']],
  ['Engineering', ['Software Engineer', 'Senior Engineer', 'Test Engineer', 'Engineering Manager', 'Architect']],
  ['Finance', ['Accountant', 'Controller', 'Payroll Specialist']],
  ['People & Culture', ['Recruiter', 'HR Business Partner']],
  ['Customer Care', ['Support Agent', 'Team Lead, Support', 'Contact Centre Supervisor']],
  ['Research, Development', ['Scientist', 'Laboratory Manager', 'Intern']],
  ['IT Operations', ['System Administrator', 'Network Engineer', 'Service Desk Analyst']],
  ['Legal', ['Counsel', 'Paralegal']],
]

export const writtenName = (name: Name): string => (typeof name === 'string' ? name : name[0])

const latinName = (name: Name): string => (typeof name === 'string' ? name : name[1])

/** Letters that Unicode does not take apart into a Latin letter and a mark. */
const LATIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

/** `Zoë`, `L'Hôte` → `zoe.lhote`: how the organisation spells a name in an address. */
export const localPart = (given: Name, family: Name): string =>
  [given, family].map((name) => latinLetters(latinName(name))).join('.')

const latinLetters = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z-]/gu, (character) => LATIN[character] ?? '')
