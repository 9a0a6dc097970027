/**
 * Texts that are alike without regard to case, or to case and accents, as the server has them.
 *
 * Its database compares by expressions that name the letters that count as one, of the Latin, Greek,
 * Cyrillic and Armenian blocks; these are the same expressions.
 */

type Fold = (text: string) => string

const BLOCKS: [first: number, last: number][] = [
  [0x41, 0x5a],
  [0xa0, 0x58f],
  [0x1c80, 0x1fff],
  [0x2c00, 0x2dff],
  [0xa640, 0xa7ff],
  [0xff10, 0xff5a],
]
const MARKS = '[\\u0300-\\u036f]*'
const ALPHANUMERIC = /^[\p{L}\p{N}]+$/u
const SORT_KEY_MAX_BYTES = 2400
const HIGHEST_MARK = '\u0345' // of all combining marks the one that is ordered last

/** Which letters are folded to others, by these; and what cuts a folded text so. */
interface Alike {
  letters: Map<string, string>
  cut: RegExp
}

const tables = new Map<Fold, Alike>()
const marks = new Map<string, string>()

/** The form under which a name is one: without regard to case. */
export function nameKey(name: string): string {
  return caseFold(name.normalize('NFD')).normalize('NFC')
}

/** The form under which a title is found: without regard to case and accents. */
export function sortKey(title: string): string {
  if (/^[\0-\x7f]*$/.test(title)) return title.toLowerCase()
  const folded = caseFold(title.normalize('NFKD'))
    .normalize('NFKD')
    .replace(/\p{M}/gu, (mark) => unmarked(mark))
  if ([...folded].length * 4 <= SORT_KEY_MAX_BYTES) return folded
  const bytes = new TextEncoder().encode(folded).subarray(0, SORT_KEY_MAX_BYTES)
  return new TextDecoder().decode(bytes, { stream: true })
}

/** The expression of a text within another, without regard to case and accents. */
export function textExpression(text: string): string {
  return orAsWritten(expressions(sortKey(text), sortKey).join(MARKS), text)
}

/** The expression of a name, or of what stands between its wildcards, without regard to case. */
export function pieceExpression(piece: string): string {
  return orAsWritten(expressions(nameKey(piece), nameKey).join(''), piece)
}

/** Full case folding of Unicode, by the two mappings that the language has. */
function caseFold(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase()
  let folded = ''
  // One by one: a sigma at the end of a word would become another one.
  for (const letter of text) {
    folded += letter === 'ı' ? letter : letter.toLowerCase().toUpperCase().toLowerCase()
  }
  return folded
}

/** Nothing for a mark that combines (of a class above 0), for others the mark. */
function unmarked(mark: string): string {
  let kept = marks.get(mark)
  if (kept === undefined) {
    // Only such a mark is put in order with others.
    const pair = HIGHEST_MARK + mark
    kept = mark === HIGHEST_MARK || pair.normalize('NFD') !== pair ? '' : mark
    marks.set(mark, kept)
  }
  return kept
}

/** An expression that also takes the text itself, where folding has changed it too much for it. */
function orAsWritten(folded: string, text: string): string {
  const whole = new RegExp(`^(?:${folded})$`, 'u')
  const forms = [...new Set([text, text.normalize('NFC')])].filter((form) => !whole.test(form))
  return `(?:${[folded, ...forms.sort().map(escaped)].join('|')})`
}

/** An expression for each letter, or letters, for which another may stand. */
function expressions(folded: string, fold: Fold): string[] {
  const { letters, cut } = alike(fold)
  return (folded.match(cut) ?? []).map((part) => {
    const each = [...part].map((letter) => oneOf(letter, letters)).join('')
    return [...part].length > 1 ? `(?:${each}|[${letters.get(part)}])` : each
  })
}

function oneOf(letter: string, letters: Map<string, string>): string {
  const forms = letters.get(letter)
  return forms ? `[${letter}${forms}]` : escaped(letter)
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

function alike(fold: Fold): Alike {
  let found = tables.get(fold)
  if (found === undefined) {
    found = made(fold)
    tables.set(fold, found)
  }
  return found
}

function made(fold: Fold): Alike {
  const letters = new Map<string, string>()
  for (const [first, last] of BLOCKS) {
    for (let point = first; point <= last; point++) {
      const letter = String.fromCodePoint(point)
      const folded = fold(letter)
      if (folded === letter || !ALPHANUMERIC.test(folded)) continue
      letters.set(folded, (letters.get(folded) ?? '') + letter)
    }
  }
  const several = [...letters.keys()].filter((part) => [...part].length > 1)
  several.sort((a, b) => b.length - a.length)
  return { letters, cut: new RegExp([...several, '[^]'].join('|'), 'gu') }
}
