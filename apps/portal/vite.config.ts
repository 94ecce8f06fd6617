import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig, runnerImport } from 'vite'
import { operationsList } from './operations.ts'

const HUB = 'http://127.0.0.1:3000'
// The pure floors are read as TypeScript sources, so that the portal can be built before they are.
const resolve = { conditions: ['source', ...defaultClientConditions] }
const load = async (path: string) => (await runnerImport<object>(path, { configFile: false, resolve })).module

export default defineConfig({
  plugins: [react(), operationsList(load)],
  // A mark that the hub replaces with a fresh nonce in every answer (apps/api, door/page-policy.ts).
  html: { cspNonce: '__NONCE__' },
  resolve,
  build: {
    target: 'es2022',
    sourcemap: false,
    // No inlined files: the content security policy then needs nothing beyond 'self'.
    assetsInlineLimit: 0,
    // The first page is one file of 800 kB, 250 kB as sent: React, Mantine and the line to the hub.
    chunkSizeWarningLimit: 850,
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: {
        // Names of hashes only: the list of chunks is in every visitor's entry file and should not say what others have.
        entryFileNames: 'assets/[hash].js',
        chunkFileNames: 'assets/[hash].js',
        assetFileNames: 'assets/[hash][extname]',
        // What the first page needs comes in one file, not in thirty; the other pages share as they like.
        codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] },
      },
    },
  },
  server: {
    proxy: {
      '/graphql': HUB,
      '/auth': HUB,
      '/public': HUB,
      '^/editions/[^/]+/(bundle|misp|csaf|pdf|markdown)$': HUB,
      '/inspection/editions': HUB,
      '/socket.io': { target: HUB, ws: true },
    },
  },
})
