import { expect, test } from 'vitest'
import { chunks } from './chunks.ts'

const of = (path: string) => chunks.find(({ test }) => test.test(path))?.name

test.each(['/srv/tasklark', '/srv/src/tasklark', 'C:/web/src'])(
  'the service worker is a file by itself, and parts are the same wherever the clone lies (%s)',
  (clone) => {
    expect(of(`${clone}/web/src/sw.ts`)).toBeUndefined()
    expect(of(`${clone}/web/index.html`)).toBeUndefined()
    expect(of(`${clone}/web/src/main.ts`)).toBe('app')
    expect(of(`${clone}/web/src/sync/engine.ts`)).toBe('app')
    expect(of(`${clone}/src/tasklark/domain/quick_add/words/en.json`)).toBe('app')
    expect(of(`${clone}/web/node_modules/svelte/src/index.js`)).toBe('vendor')
  },
)
