/**
 * Vite plugin: compresses what was built and writes the service worker last.
 *
 * The worker is a build of its own (one classic script): as a second input of the page's build it would import a
 * shared chunk, which a worker registration refuses. Its revision and the list of files beside it come from the finished
 * folder; the list is a file of its own, as it grows with every screen and the worker is read again at every wake-up.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { type Plugin, type ResolvedConfig, build } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const COMPRESSED = /\.(js|mjs|css|html|svg|json|webmanifest|txt)$/;
/** Loaded when wanted, kept afterwards: the map (365 kB), other languages, extra glyphs, install pictures, what only
 * staff and clubs open. */
const ON_DEMAND = /(^|\/)desk\/|(^|\/)(DeskApp|\w*OrganisationPage|InvitationPage|maplibre|MapCanvas|pmtiles|swagger|redoc|ar|en|fr|pl|ru|tr|uk)[-.][^/]*$|latin-ext|screenshot|maskable|shortcut|icon-512|\.map$|LICENSE/i;

export const isPrecached = (file: string): boolean => !ON_DEMAND.test(file) && !/\.(br|gz)$/.test(file) && file !== 'sw.js';

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

export function revisionOf(folder: string, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 12);
}

function compress(folder: string, file: string): void {
  const body = readFileSync(join(folder, file));
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } };
  writeFileSync(join(folder, `${file}.br`), brotliCompressSync(body, options));
  writeFileSync(join(folder, `${file}.gz`), gzipSync(body, { level: 9 }));
}

async function buildWorker(folder: string, files: readonly string[]): Promise<void> {
  const revision = revisionOf(folder, files);
  writeFileSync(join(folder, `assets/files-${revision}.txt`), files.map((file) => `/${file}`).join('\n'));
  await build({
    configFile: false,
    root: here('..'),
    logLevel: 'warn',
    publicDir: false,
    define: { __REVISION__: JSON.stringify(revision) },
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'es2022',
      lib: { entry: here('../src/worker/sw.ts'), formats: ['iife'], name: 'sw', fileName: () => 'sw.js' },
    },
  });
}

export function serviceWorker(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    async closeBundle(error?: Error) {
      if (error) return;
      const folder = join(config.root, config.build.outDir);
      await buildWorker(folder, filesIn(folder).filter(isPrecached));
      for (const file of filesIn(folder)) if (COMPRESSED.test(file)) compress(folder, file);
    },
  };
}
