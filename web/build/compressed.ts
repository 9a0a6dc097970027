import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'
import { filesBelow } from './files.ts'

const COMPRESSIBLE = /\.(?:css|html|js|json|svg|txt|webmanifest)$/
const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants

/** Puts a `.br` and a `.gz` beside each built file that gets smaller by it. */
export function compressed(): Plugin {
  let folder = ''
  return {
    name: 'tasklark:compressed',
    apply: 'build',
    configResolved: (config) => {
      folder = join(config.root, config.build.outDir)
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        const names = (await filesBelow(folder)).filter((name) => COMPRESSIBLE.test(name))
        await Promise.all(names.map((name) => compress(join(folder, name))))
      },
    },
  }
}

async function compress(path: string): Promise<void> {
  const plain = await readFile(path)
  const params = { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_SIZE_HINT]: plain.length }
  const forms = {
    br: await called((done) => brotliCompress(plain, { params }, done)),
    gz: await called((done) => gzip(plain, { level: 9 }, done)),
  }
  for (const [ending, body] of Object.entries(forms)) {
    if (body.length < plain.length) await writeFile(`${path}.${ending}`, body)
  }
}

type Done = (error: Error | null, result: Uint8Array) => void

function called(start: (done: Done) => void): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    start((error, result) => (error ? reject(error) : resolve(result)))
  })
}
