import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../core/i18n';
import { appName } from '../../core/names';
import { place } from '../../core/router';
import { Icon, announce } from '../../ui';

interface DeskPageProps {
  /** The one h1 and the document's title. */
  title: string;
  /** A line below the title. */
  intro?: ComponentChildren;
  /** Parent screen. */
  back?: string;
  /** Buttons beside the title. */
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** A screen of the desk. Arriving here moves the focus to its heading and tells screen readers. */
export function DeskPage({ title, intro, back, actions, children }: DeskPageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${appName}`;
  }, [title]);
  useEffect(() => {
    const { visit, scrollTo } = place.peek();
    if (visit === 0) return; // the browser has just opened the app and reads it from the top by itself
    heading.current?.focus({ preventScroll: true });
    announce(title);
    requestAnimationFrame(() => window.scrollTo(0, scrollTo ?? 0));
  }, []);
  return (
    <div class="desk-page">
      {back !== undefined && <a class="desk-back" href={back}><Icon name="chevron-left" flip /><span>{t('Zurück')}</span></a>}
      <div class="desk-head">
        <div class="grow">
          <h1 ref={heading} tabIndex={-1}>{title}</h1>
          {intro !== undefined && <div class="mut desk-intro">{intro}</div>}
        </div>
        {actions !== undefined && <div class="wrap">{actions}</div>}
      </div>
      {children}
    </div>
  );
}

export interface DeskTab {
  href: string;
  label: string;
}

/** The screens of one section, side by side. */
export function DeskTabs({ label, tabs }: { label: string; tabs: readonly DeskTab[] }) {
  return (
    <nav class="desk-tabs" aria-label={label}>
      {tabs.map(({ href, label: name }) => (
        <a key={href} class="chip" href={href} aria-current={place.value.path === href ? 'page' : undefined}><span>{name}</span></a>
      ))}
    </nav>
  );
}
