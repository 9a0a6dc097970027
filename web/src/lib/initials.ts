/** The letters that stand for a person where there is no room for the name. */

/** Returns one or two letters of a name or address, `AL` for `Ada Lovelace`; `?` for none. */
export function initialsOf(name: string | null): string {
  const words = (name ?? '')
    .trim()
    .split(/[\s.@_-]+/)
    .filter(Boolean)
  const meant = (name ?? '').includes('@') ? words.slice(0, 1) : words
  const [first, last] = [meant[0], meant.length > 1 ? meant.at(-1) : undefined]
  return (
    [first, last]
      .map((word) => [...(word ?? '')][0] ?? '')
      .join('')
      .toLocaleUpperCase() || '?'
  )
}
