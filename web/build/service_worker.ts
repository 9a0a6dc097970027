import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { filesBelow } from './files.ts'

/**
 * Builds `src/sw.ts` into `sw.js`, beside the page, and tells it what was built: each file's
 * address, and a version that is the hash of all of them, so that any change makes a new worker.
 */
export function serviceWorker(): Plugin {
  let folder = ''
  return {
    name: 'tasklark:service-worker',
    apply: 'build',
    config: () => ({
      build: {
        rolldownOptions: {
          input: { index: 'index.html', sw: 'src/sw.ts' },
          output: {
            entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
          },
        },
      },
    }),
    configResolved: (config) => {
      folder = join(config.root, config.build.outDir)
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler(_options, bundle) {
        const code = bundle['sw.js']
        // It runs as a classic script, which can't import: browsers would refuse it without a word.
        if (code?.type !== 'chunk' || code.imports.length) this.error('sw.js is not one file')
        const names = (await filesBelow(folder)).filter((name) => name !== 'sw.js')
        const hash = createHash('sha256')
        for (const name of names) {
          hash.update(name)
          hash.update(await readFile(join(folder, name)))
        }
        const files = names.map((name) => (name === 'index.html' ? '/' : `/${name}`))
        const built = JSON.stringify({ version: hash.digest('hex').slice(0, 16), files })
        const worker = await readFile(join(folder, 'sw.js'), 'utf8')
        await writeFile(
          join(folder, 'sw.js'),
          worker.replaceAll('__BUILT__', () => built),
        )
      },
    },
  }
}
