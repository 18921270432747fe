/** Colours of the map, read from the page's own tokens, so that dark mode and contrast reach the canvas. */

export interface MapTheme {
  outside: string; land: string; line: string; text: string; halo: string; font: string;
  status: Record<'free' | 'taken' | 'closed' | 'unknown' | 'place', { fill: string; ink: string }>;
}

/** The tokens as they are in force now. */
export function readTheme(): MapTheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const pair = (name: string) => ({ fill: token(`--${name}`), ink: token(`--${name}-hauch`) });
  return {
    outside: token('--faden'), land: token('--seide'), line: token('--rand') || token('--faden'), text: token('--tinte-2'),
    halo: token('--seide'), font: getComputedStyle(document.body).fontFamily,
    status: {
      free: pair('frei'), taken: pair('belegt'), closed: pair('unklar'), unknown: pair('unklar'),
      place: { fill: token('--samt'), ink: token('--samt-hauch') },
    },
  };
}
