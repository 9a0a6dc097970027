/** Identifiers made here. On plain http there is no `crypto.randomUUID`, so they are made of random bytes. */

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Returns a new UUIDv7 (RFC 9562, section 5.7) of a moment in milliseconds: its order is that of making. */
export function newId(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10))
  bytes[0] = (bytes[0]! & 0x0f) | 0x70
  bytes[2] = (bytes[2]! & 0x3f) | 0x80
  const random = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const hex = now.toString(16).padStart(12, '0') + random
  return [8, 12, 16, 20, 32].map((end, i) => hex.slice([0, 8, 12, 16, 20][i], end)).join('-')
}

/** Returns a new name of letters and digits, 8 of them unless said otherwise. */
export function newName(length = 8): string {
  let name = ''
  while (name.length < length) {
    // 248 is the last multiple of 62 in a byte: what lies above would make some letters likelier.
    const byte = crypto.getRandomValues(new Uint8Array(1))[0]!
    if (byte < 248) name += LETTERS[byte % LETTERS.length]
  }
  return name
}
