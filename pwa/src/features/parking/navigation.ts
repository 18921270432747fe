/** Handing over to the navigation the person already uses. Nothing is sent before they tap. */

import type { LatLon } from '../../core/geo';

export interface Target extends LatLon { name: string }

/** What the address of the link has to be on this device. `platform` is the user agent text. */
export function navigationLink({ lat, lon, name }: Target, platform: string): string {
  const position = `${lat.toFixed(6)},${lon.toFixed(6)}`;
  if (/iPhone|iPad|iPod|Macintosh.*Mobile/.test(platform)) return `https://maps.apple.com/?daddr=${position}`;
  // `geo:` lets the phone ask which app (RFC 5870); the query gives the pin its name.
  if (/Android/.test(platform)) return `geo:${position}?q=${position}(${encodeURIComponent(name)})`;
  const [latText, lonText] = position.split(',') as [string, string];
  return `https://www.openstreetmap.org/?mlat=${latText}&mlon=${lonText}#map=18/${latText}/${lonText}`;
}

/** True when the link leaves the device for a web site, which the button then says. */
export const opensWebsite = (link: string): boolean => link.startsWith('https://www.openstreetmap.org');
