/**
 * The server's time as this device can best tell it. Phones run minutes wrong; a wrong phone clock must neither make
 * old reports look fresh nor fresh ones stale. Each answer that really came from the server corrects the difference.
 */

const KEY = 'clock-offset-ms';
/** The Date header has whole seconds; smaller differences are noise. */
const NOISE_MS = 1500;

let offsetMs = stored();

function stored(): number {
  try {
    return Number(localStorage.getItem(KEY)) || 0;
  } catch {
    return 0; // storage is off (private mode) or absent (tests, worker): the phone's clock is all there is
  }
}

/** Now on the server, in milliseconds since 1970. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}

/** Learn from the `Date` header of an answer asked for at `askedAt` and received at `receivedAt` (both phone clock). */
export function learnServerTime(date: string | null, askedAt: number, receivedAt: number): void {
  const server = date === null ? NaN : Date.parse(date);
  if (Number.isNaN(server)) return;
  const found = server + 500 - (askedAt + receivedAt) / 2; // header is cut to the second: half of one on average
  const next = Math.abs(found) < NOISE_MS ? 0 : found;
  if (Math.abs(next - offsetMs) < NOISE_MS) return;
  offsetMs = next;
  try {
    localStorage.setItem(KEY, String(Math.round(offsetMs)));
  } catch {
    // kept in memory for this visit
  }
}
