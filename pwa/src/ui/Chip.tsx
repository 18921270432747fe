import type { ComponentChildren } from 'preact';
import { Icon } from './Icon';
import type { IconName } from './icon-names';

interface ChipProps {
  children: ComponentChildren;
  pressed: boolean;
  onToggle: (pressed: boolean) => void;
  icon?: IconName;
}

/** A filter that is on or off. */
export function Chip({ children, pressed, onToggle, icon }: ChipProps) {
  return (
    <button class="chip" type="button" aria-pressed={pressed} onClick={() => onToggle(!pressed)}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

/** A row of chips with a name; scrolls sideways, wraps when letters are large. */
export function Chips({ label, children }: { label: string; children: ComponentChildren }) {
  return <div class="chips" role="group" aria-label={label}>{children}</div>;
}
