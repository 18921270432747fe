import type { ComponentChildren } from 'preact';
import { Icon } from './Icon';
import type { IconName } from './icon-names';

interface ButtonProps {
  children: ComponentChildren;
  /** primary: the one thing to do here; alt: another way; quiet: minor; danger: emergency call. */
  variant?: 'primary' | 'alt' | 'quiet' | 'danger';
  icon?: IconName;
  wide?: boolean;
  /** With an address it is a link, for `geo:` and `tel:` too. */
  href?: string;
  /** Opens outside the app in a new tab. */
  external?: boolean;
  /** The address is a file to keep. */
  download?: boolean;
  type?: 'button' | 'submit';
  /** Says no without vanishing: stays focusable and readable. */
  disabled?: boolean;
  pressed?: boolean;
  /** Opens and closes what follows. */
  expanded?: boolean;
  describedBy?: string;
  onClick?: (event: MouseEvent) => void;
}

export function Button(props: ButtonProps) {
  const { children, variant = 'primary', icon, wide, href, external, type = 'button', disabled, pressed, onClick } = props;
  const className = `btn${variant === 'primary' ? '' : ` btn-${variant}`}${wide ? ' btn-wide' : ''}`;
  const content = (
    <>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </>
  );
  if (href !== undefined) {
    return (
      <a class={className} href={href} onClick={onClick} aria-describedby={props.describedBy} download={props.download} {...(external ? { target: '_blank', rel: 'noopener' } : {})}>
        {content}
      </a>
    );
  }
  return (
    <button
      class={className}
      type={type}
      aria-disabled={disabled ? 'true' : undefined}
      aria-pressed={pressed}
      aria-expanded={props.expanded}
      aria-describedby={props.describedBy}
      onClick={(event) => {
        if (disabled) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {content}
    </button>
  );
}
