/** The ids of the examples that a new account begins with: made of the person's, so there are none twice. */

/**
 * Returns the id of a person's example of a number below 256: their own id with its last byte changed.
 * Two devices that begin at once make the same records. The id of the person is that of no example.
 */
export function exampleId(personId: string, number: number): string {
  const last = Number.parseInt(personId.slice(-2), 16) ^ (number + 1)
  return personId.slice(0, -2) + last.toString(16).padStart(2, '0')
}
