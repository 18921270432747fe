import { defineConfig } from 'vite';
import { cityNames } from './build/city.ts';
import { serviceWorker } from './build/worker.ts';

/** What only the desk needs lies in a folder of its own, so that no resident's phone stores it ahead; see build/worker.ts. */
const isDesk = (id: string): boolean => id.includes('/features/desk/') && !/\/(roles|words)\.ts$/.test(id);

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [cityNames(), serviceWorker()],
  build: {
    target: 'es2022', cssMinify: 'lightningcss', modulePreload: { polyfill: false }, assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        chunkFileNames: ({ moduleIds }) => `assets/${moduleIds.length > 0 && moduleIds.every(isDesk) ? 'desk/' : ''}[name]-[hash].js`,
      },
    },
  },
  server: { proxy: { '/api': 'http://localhost:8000' } },
});
