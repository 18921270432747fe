/**
 * Rebuilds src/ui/icons.svg from a folder of Lucide svg files (package `lucide-static`, folder `icons`).
 *
 * The sprite is committed and the package is not a dependency: 67 MB for some 130 small drawings.
 *   npm pack lucide-static && tar xzf lucide-static-*.tgz && npm run icons -- package/icons
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ICON_NAMES } from '../src/ui/icon-names.ts';

// Status shapes are our own: filled, so that they differ at 12 px, in black and white, and in forced colours.
const SHAPES: Record<string, string> = {
  'status-free': '<circle cx="12" cy="12" r="9" fill="currentColor" stroke="none"/>',
  'status-taken': '<path d="M3 3h18v18H3z" fill="currentColor" stroke="none"/>',
  'status-closed': '<circle cx="12" cy="12" r="9" stroke-width="3"/><path d="M7 12h10" stroke-width="3"/>',
  'status-unknown': '<path d="M7.5 8.5a4.5 4.5 0 1 1 6.4 4.1c-1.3.6-1.9 1.3-1.9 2.9" stroke-width="3"/><path d="M12 20v.5" stroke-width="3.4"/>',
};

const folder = process.argv[2];
if (!folder) throw new Error('Name the folder with the Lucide svg files.');

const symbol = (id: string, body: string): string => `<symbol id="${id}" viewBox="0 0 24 24">${body}</symbol>`;
const drawing = (name: string): string =>
  readFileSync(join(folder, `${name}.svg`), 'utf-8')
    .replace(/[\s\S]*?<svg[\s\S]*?>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/\s*\n\s*/g, '')
    .replaceAll(' />', '/>');

const symbols = [...ICON_NAMES.map((name) => symbol(name, drawing(name))), ...Object.entries(SHAPES).map(([id, body]) => symbol(id, body))];
const licence = '<!-- Lucide icons, ISC licence, see icons.LICENSE.txt; status-* are our own. Written by scripts/icons.ts -->';
writeFileSync(
  new URL('../src/ui/icons.svg', import.meta.url),
  `${licence}\n<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`,
);
