import { defineConfig } from 'vite';
import { cityNames } from './build/city.ts';
import { serviceWorker } from './build/worker.ts';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [cityNames(), serviceWorker()],
  build: { target: 'es2022', cssMinify: 'lightningcss', modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  server: { proxy: { '/api': 'http://localhost:8000' } },
});
