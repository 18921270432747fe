/** Is it open? Read from the intervals the server computed; a phone does not parse opening hours. */

export type Openness =
  | { open: true; until: Date | null }
  | { open: false; from: Date | null }
  | null;

/** `null`: nobody knows. `until: null`: open beyond the week the server looks ahead. */
export function openness(intervals: readonly [string, string][] | null, now: number): Openness {
  if (intervals === null) return null;
  const spans = intervals.map(([from, to]) => [Date.parse(from), Date.parse(to)] as const);
  if (spans.length > 0 && spans.every(([, to]) => to <= now)) return null; // an old copy that ends before today
  const current = spans.find(([from, to]) => from <= now && now < to);
  if (current) {
    const isWholeWeek = current[1] - now > 6 * 86_400_000;
    return { open: true, until: isWholeWeek ? null : new Date(current[1]) };
  }
  const next = spans.filter(([from]) => from > now).sort((a, b) => a[0] - b[0])[0];
  return { open: false, from: next ? new Date(next[0]) : null };
}

/** `PT2H`, `PT90M`, `P1D` (ISO 8601) in minutes; `null` when it is none. */
export function durationMinutes(iso: string | null): number | null {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(iso ?? '');
  if (!match) return null;
  const [days, hours, minutes] = match.slice(1).map((part) => Number(part ?? 0)) as [number, number, number];
  return (days * 24 + hours) * 60 + minutes || null;
}
