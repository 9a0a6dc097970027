import { expect, test } from 'vitest'
import { addressOf, linkName } from './links.ts'

test('an address is one of a page or of mail', () => {
  expect(addressOf(' https://example.org/a b ')).toBeNull()
  expect(addressOf('https://example.org/a')).toBe('https://example.org/a')
  expect(addressOf('mailto:ann@example.org')).toBe('mailto:ann@example.org')
  expect(addressOf('http://localhost:8000/x')).toBe('http://localhost:8000/x')
})

test('https is meant where no scheme is typed', () => {
  expect(addressOf('example.org/paint')).toBe('https://example.org/paint')
  expect(addressOf('example.org:8443/')).toBe('https://example.org:8443/')
  expect(addressOf('paint')).toBeNull()
})

test('nothing else is an address, above all nothing that runs', () => {
  for (const text of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '']) {
    expect(addressOf(text), text).toBeNull()
  }
})

test('a link is called by its title, else by the short form of its address', () => {
  expect(linkName({ url: 'https://www.example.org/', title: null })).toBe('example.org')
  expect(linkName({ url: 'https://example.org/', title: 'Paint' })).toBe('Paint')
})
