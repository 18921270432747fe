import type { ComponentChildren } from 'preact';

/** A framed piece of content. For a card that is one link, put `<a class="cover">` into its heading. */
export function Card({ children, tint }: { children: ComponentChildren; tint?: 'samt' | 'rhein' }) {
  return <div class={tint ? `card ${tint === 'samt' ? 'card-tint' : 'card-rhein'}` : 'card'}>{children}</div>;
}
