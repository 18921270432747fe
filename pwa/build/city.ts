/**
 * Vite plugin: brings the city's names into the build, so that the code names no city.
 *
 * Reads `content/city.toml`, fills `%CITY_NAME%` and `%APP_NAME%` in index.html and emits `manifest.webmanifest`
 * from `build/manifest.json`. Only flat `key = "text"` lines are needed here; the server reads the whole file.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface CityNames {
  name: string;
  appName: string;
}

/** The two names the shell needs before the API has answered. Throws when the file lacks one. */
export function readCityNames(toml: string): CityNames {
  const value = (key: string): string => {
    const match = new RegExp(`^${key}\\s*=\\s*"([^"]+)"`, 'm').exec(toml);
    if (!match?.[1]) throw new Error(`content/city.toml: "${key}" is missing`);
    return match[1];
  };
  return { name: value('name'), appName: value('app_name') };
}

const fill = (text: string, city: CityNames): string =>
  text.replaceAll('%CITY_NAME%', city.name).replaceAll('%APP_NAME%', city.appName);

export function cityNames(): Plugin {
  const city = readCityNames(readFileSync(here('../../content/city.toml'), 'utf-8'));
  const manifest = (): string => fill(readFileSync(here('./manifest.json'), 'utf-8'), city);
  return {
    name: 'city-names',
    transformIndexHtml: { order: 'pre', handler: (html) => fill(html, city) },
    configureServer(server) {
      server.middlewares.use('/manifest.webmanifest', (_request, response) => {
        response.setHeader('content-type', 'application/manifest+json');
        response.end(manifest());
      });
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'manifest.webmanifest', source: manifest() });
    },
  };
}
