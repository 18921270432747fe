import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Me } from '../../core/api/types';
import { nt, t } from '../../core/i18n';
import { builtCityName } from '../../core/names';
import { place } from '../../core/router';
import { DemoMark, Dialog, DisplayTool, Icon, LanguageTool, Status } from '../../ui';
import { troubles, watchHealth } from './health/health';
import { mayUse } from './roles';
import { SECTIONS, sectionOf } from './sections';

/** "All sources up to date", or how many are broken, or merely old; leads to the details. */
function HealthLink() {
  useEffect(watchHealth, []);
  const found = troubles.value;
  if (found === null) return null;
  const broken = found.filter(({ state }) => state === 'failing').length;
  return (
    <a class="desk-health" href="/desk/system">
      {found.length === 0
        ? <Status kind="ok">{t('alle Quellen aktuell')}</Status>
        : broken > 0
          ? <Status kind="taken">{nt('{n} Quelle gestört', '{n} Quellen gestört', broken)}</Status>
          : <Status kind="info">{nt('{n} Quelle veraltet', '{n} Quellen veraltet', found.length)}</Status>}
    </a>
  );
}

function Sections({ person, onChoose }: { person: Me; onChoose?: () => void }) {
  const { path } = place.value;
  const entries = [
    { href: '/desk', label: t('Übersicht'), icon: 'layout-dashboard' as const },
    ...SECTIONS.filter(({ roles }) => mayUse(person, roles)).map(({ href, label, icon }) => ({ href, label: t(label), icon })),
  ];
  const current = sectionOf(path)?.href ?? '/desk';
  return (
    <ul role="list">
      {entries.map(({ href, label, icon }) => (
        <li key={href}>
          <a href={href} aria-current={href === current ? 'page' : undefined} onClick={onChoose}>
            <Icon name={icon} />
            <span>{label}</span>
          </a>
        </li>
      ))}
      <li class="desk-leave">
        <a href="/"><Icon name="chevron-left" flip /><span>{t('Zum Start')}</span></a>
      </li>
    </ul>
  );
}

/** On a phone the sections stand behind one button with the name of the present one. */
function SectionButton({ person }: { person: Me }) {
  const [isOpen, setOpen] = useState(false);
  const section = sectionOf(place.value.path);
  return (
    <div class="desk-choose">
      <button class="btn btn-alt btn-wide" type="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Icon name="menu" />
        <span>{section ? t(section.label) : t('Übersicht')}</span>
      </button>
      <Dialog open={isOpen} title={t('Bereiche')} onClose={() => setOpen(false)}>
        <nav class="desk-nav" aria-label={t('Bereiche')}><Sections person={person} onChoose={() => setOpen(false)} /></nav>
      </Dialog>
    </div>
  );
}

function Top({ person }: { person: Me | null }) {
  return (
    <header class="desk-top">
      <p class="desk-name">
        <img src="/icons/icon.svg" alt="" width="36" height="36" />
        <span>{builtCityName} · {t('Arbeitsbereich')}</span>
      </p>
      {person && <HealthLink />}
      {person && (
        <p class="desk-person">
          <a class="desk-me" href="/konto"><Icon name="circle-user" /><span class="visually-hidden">{t('Konto')}: </span><bdi>{person.name}</bdi></a>
          {person.demo && <DemoMark />}
        </p>
      )}
      <LanguageTool />
      <DisplayTool />
    </header>
  );
}

/** Header, rail (button on a phone) and the place for the screen. `person` is null while nobody may be here. */
export function DeskFrame({ person, children }: { person: Me | null; children: ComponentChildren }) {
  return (
    <div class="page desk">
      <Top person={person} />
      <div class={person ? 'desk-body' : undefined}>
        {person && <nav class="desk-nav desk-rail" aria-label={t('Bereiche')}><Sections person={person} /></nav>}
        <main id="inhalt" tabIndex={-1}>
          {person && <SectionButton person={person} />}
          {children}
        </main>
      </div>
    </div>
  );
}
