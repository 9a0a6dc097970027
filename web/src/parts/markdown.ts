/** Markdown as safe HTML: nothing in it runs, loads or asks another host. Loaded when first needed. */
import DOMPurify from 'dompurify'
import { Marked, type Tokens } from 'marked'
import { isTooHard } from './markdown_cost.ts'

/** Addresses that a link may have: pages, mail, places of the app. */
const SAFE = /^(?:https?:|mailto:|tel:|\/(?!\/)|#)/i

const marked = new Marked({
  gfm: true,
  breaks: true,
  extensions: [
    {
      // `@[Anna](person:<id>)` mentions a member of the project.
      name: 'mention',
      level: 'inline',
      start: (text: string) => text.indexOf('@['),
      tokenizer(text: string) {
        const found = /^@\[([^\]\n]{1,200})\]\((person:[0-9a-f-]{36})\)/i.exec(text)
        return found ? { type: 'mention', raw: found[0], name: found[1] } : undefined
      },
      renderer: ({ name }) => `<span class="mention">@${escaped(String(name))}</span>`,
    },
  ],
  renderer: {
    // HTML is shown as it was typed: what people write here is Markdown.
    html: ({ text, block }: Tokens.HTML | Tokens.Tag) =>
      block ? `<p>${escaped(text)}</p>` : escaped(text),
    // A picture from elsewhere would tell its host who reads what, and when.
    image: ({ href, text }: Tokens.Image) =>
      href.startsWith('data:image/')
        ? `<img src="${escaped(href)}" alt="${escaped(text)}">`
        : `<a href="${escaped(href)}">${escaped(text || href)}</a>`,
  },
})

const purify = DOMPurify(window)

purify.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName === 'IMG' && !node.getAttribute('src')?.startsWith('data:image/')) {
    node.removeAttribute('src')
  }
  // A box of a list of things to do is called by what stands beside it.
  if (node.tagName === 'INPUT') {
    node.setAttribute('aria-label', node.parentElement?.textContent?.trim() ?? '')
  }
  const href = node.getAttribute('href')
  if (node.tagName !== 'A' || href === null) return
  if (!SAFE.test(href)) return node.removeAttribute('href')
  if (new URL(href, location.href).origin === location.origin) return
  node.setAttribute('target', '_blank')
  node.setAttribute('rel', 'noopener noreferrer')
})

const known = new Map<string, string | null>()
const KNOWN_MAX = 200

/** Returns a text as HTML that can be shown as it is; null where it is to be shown as it was typed. */
export function htmlOf(text: string): string | null {
  let html = known.get(text)
  if (html === undefined) {
    html = sanitised(text)
    if (known.size >= KNOWN_MAX) known.clear()
    known.set(text, html)
  }
  return html
}

function sanitised(text: string): string | null {
  if (isTooHard(text)) return null
  let html: string
  try {
    html = marked.parse(text, { async: false })
  } catch {
    // What is deeper than the parser goes, by whatever way it got there.
    return null
  }
  return purify.sanitize(html, {
    USE_PROFILES: { html: true },
    FORBID_TAGS: ['style', 'form', 'button', 'select', 'textarea', 'video', 'audio', 'source'],
    FORBID_ATTR: ['style', 'id', 'name', 'srcset'],
  })
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
