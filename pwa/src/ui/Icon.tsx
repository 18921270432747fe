import sprite from './icons.svg?url';
import type { IconName } from './icon-names';

type Shape = 'status-free' | 'status-taken' | 'status-closed' | 'status-unknown';

/** A drawing beside a word, never instead of one: always hidden from screen readers. `flip` mirrors it in Arabic. */
export function Icon({ name, flip = false }: { name: IconName | Shape; flip?: boolean }) {
  return (
    <svg class={flip ? 'icon icon-flip' : 'icon'} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <use href={`${sprite}#${name}`} />
    </svg>
  );
}
