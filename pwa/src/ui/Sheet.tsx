import type { ComponentChildren } from 'preact';

/** The list that lies over the foot of a map, as one page with it: nothing to drag, nothing hidden. */
export function Sheet({ label, children }: { label: string; children: ComponentChildren }) {
  return <section class="sheet stack" aria-label={label}>{children}</section>;
}
