import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { appName } from '../core/names';
import { place } from '../core/router';
import { AppHeader } from './AppHeader';
import { announce } from './Toast';
import type { IconName } from './icon-names';
import { pageTop } from './page-top';

interface PageProps {
  /** The one h1 and the document's title. */
  title: string;
  /** Language of the title where it is not that of the app. */
  titleLang?: string;
  /** Parent screen; draws the back button. */
  back?: string;
  /** More tools for the header, in front of language and display. */
  actions?: ComponentChildren;
  /** Colours the header: a warning's severity. */
  tone?: string;
  /** Stands in front of the title. */
  icon?: IconName;
  /** Can be read aloud in every mode, not only in the Einfach mode. */
  readable?: boolean;
  /** Content runs to the edges (map). */
  bleed?: boolean;
  children: ComponentChildren;
}

/** A screen. Arriving here moves the focus to its heading, tells screen readers, and scrolls to where one had been. */
export function Page({ title, titleLang, back, actions, tone, icon, readable, bleed, children }: PageProps) {
  const Top = pageTop.value;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = place.value.path === '/' ? appName : `${title} · ${appName}`;
  }, [title]);
  useEffect(() => {
    const { visit, scrollTo } = place.peek();
    if (visit === 0) return; // the browser has just opened the app and reads it from the top by itself
    heading.current?.focus({ preventScroll: true });
    announce(title);
    requestAnimationFrame(() => window.scrollTo(0, scrollTo ?? 0));
  }, []);
  return (
    <div class="page">
      <AppHeader title={title} titleLang={titleLang} back={back} actions={actions} tone={tone} icon={icon} readable={readable} headingRef={heading} />
      {Top && <Top />}
      <main id="inhalt" tabIndex={-1} class={bleed ? 'bleed' : undefined}>{children}</main>
    </div>
  );
}
