/**
 * Coarse cells that stand for "around here" without saying where: geohashes of six characters, about 760 by 610 metres.
 * The twin of `backend/core/cells.py`. Computed on the phone, so that no position leaves it.
 */

const ALPHABET = '0123456789bcdefghjkmnpqrstuvwxyz';
const BITS = 15;

const index = (degrees: number, limit: number): number =>
  Math.min(Math.max(Math.trunc(((degrees + limit) / (2 * limit)) * (1 << BITS)), 0), (1 << BITS) - 1);

/** The cell a position lies in. */
export function cellOf({ lat, lon }: { lat: number; lon: number }): string {
  const x = index(lon, 180);
  const y = index(lat, 90);
  let bits = '';
  for (let bit = BITS - 1; bit >= 0; bit -= 1) bits += `${(x >> bit) & 1}${(y >> bit) & 1}`;
  return bits.replace(/.{5}/g, (five) => ALPHABET[parseInt(five, 2)]!);
}
