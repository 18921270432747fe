import type { ComponentChildren } from 'preact';
import { Icon } from './Icon';
import { type IconName, iconOr } from './icon-names';

/** Rows in one frame. */
export function List({ label, children }: { label?: string; children: ComponentChildren }) {
  // role="list": Safari forgets that a list without bullets is one
  return <ul class="list" role="list" aria-label={label}>{children}</ul>;
}

interface ListLinkProps {
  href: string;
  title: ComponentChildren;
  detail?: ComponentChildren;
  icon?: IconName | (string & {});
  end?: ComponentChildren;
}

/** A row that leads somewhere. */
export function ListLink({ href, title, detail, icon, end }: ListLinkProps) {
  return (
    <li>
      <a class="list-row" href={href}>
        {icon && <span class="bubble"><Icon name={iconOr(icon)} /></span>}
        <span class="grow">
          <span class="list-title">{title}</span>
          {detail && <span class="mut">{detail}</span>}
        </span>
        {end ?? <Icon name="chevron-right" flip />}
      </a>
    </li>
  );
}
