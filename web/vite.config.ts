import { env } from 'node:process'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { chunks } from './build/chunks.ts'
import { compressed } from './build/compressed.ts'
import { icons } from './build/icons.ts'
import { serviceWorker } from './build/service_worker.ts'

// The dev server asks Tasklark for all that is not the web app's. It passes on the host that the
// browser asked for, since Tasklark compares it with the origin.
const tasklark = { target: `http://127.0.0.1:${env.PORT || 8000}`, changeOrigin: false }

export default defineConfig({
  plugins: [icons(), svelte(), serviceWorker(), compressed()],
  build: {
    outDir: '../src/tasklark/surfaces/web/_built',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // Else what several parts share is called after all of them.
        chunkFileNames: ({ name }) => `assets/${name.split('~')[0]}-[hash].js`,
        codeSplitting: { groups: chunks },
      },
    },
  },
  server: {
    proxy: { '^/(?:api|docs|redoc|openapi\\.json|health)(?:/|$|\\?)': tasklark },
    // Quick add reads the server's own tables of words.
    fs: { allow: ['.', '../src/tasklark/domain/quick_add/words'] },
  },
})
