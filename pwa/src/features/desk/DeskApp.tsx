import './desk.css';
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Me } from '../../core/api/types';
import { t } from '../../core/i18n';
import { type PageProps, findRoute, place, presentAddress } from '../../core/router';
import { me, refreshMe } from '../../core/session';
import { signInPath } from '../../core/way-back';
import { Button, EmptyState, Skeleton } from '../../ui';
import OfflinePage from '../more/OfflinePage';
import { DeskFrame } from './DeskFrame';
import { DeskHome } from './DeskHome';
import { DeskPage } from './DeskPage';
import { isStaff, mayUse } from './roles';
import { SECTIONS, sectionOf } from './sections';

interface Screen {
  Component: ComponentType<PageProps>;
  params: Record<string, string>;
  path: string;
}

function NotHere() {
  return (
    <DeskPage title={t('Nicht gefunden')}>
      <EmptyState icon="circle-question-mark" title={t('Diese Seite gibt es nicht.')}>
        <Button href="/desk">{t('Zur Übersicht')}</Button>
      </EmptyState>
    </DeskPage>
  );
}

function NotYours() {
  return (
    <DeskPage title={t('Dafür fehlt Ihnen die Berechtigung')}>
      <p>{t('Wenn Sie diesen Bereich brauchen, fragen Sie Ihre Administration.')}</p>
    </DeskPage>
  );
}

/** The screen of the present address; the old one stays until its chunk is there. */
function Content({ person }: { person: Me }) {
  const { path, query } = place.value;
  const screen = useSignal<Screen | null>(null);
  useEffect(() => {
    const found = findRoute(SECTIONS.flatMap(({ routes }) => routes), path);
    const load = path === '/desk' ? Promise.resolve({ default: DeskHome }) : (found?.route.load() ?? Promise.resolve({ default: NotHere }));
    void load.catch(() => ({ default: OfflinePage })).then(({ default: Component }) => {
      if (place.peek().path === path) screen.value = { Component, params: found?.params ?? {}, path };
    });
  }, [path]);
  const section = sectionOf(path);
  if (section && !mayUse(person, section.roles)) return <NotYours key={path} />;
  const shown = screen.value;
  return shown ? <shown.Component key={shown.path} params={shown.params} query={query} /> : <Skeleton lines={3} />;
}

function Gate({ person }: { person: Me | null }) {
  if (person === null) {
    return (
      <DeskPage title={t('Arbeitsbereich')}>
        <EmptyState icon="wifi-off" title={t('Gerade nicht erreichbar')}>
          <Button icon="refresh-cw" onClick={() => void refreshMe()}>{t('Noch einmal versuchen')}</Button>
        </EmptyState>
      </DeskPage>
    );
  }
  if (!person.signedIn) {
    return (
      <DeskPage title={t('Arbeitsbereich')}>
        <EmptyState icon="lock" title={t('Bitte melden Sie sich an')}>
          <p>{t('Hier arbeitet die Stadtverwaltung. Alles andere in der App geht ohne Konto.')}</p>
          <div class="wrap">
            <Button icon="log-in" href={signInPath(presentAddress())}>{t('Anmelden')}</Button>
            <Button variant="alt" href="/">{t('Zum Start')}</Button>
          </div>
        </EmptyState>
      </DeskPage>
    );
  }
  return (
    <DeskPage title={t('Arbeitsbereich')}>
      <EmptyState icon="lock" title={t('Hier gibt es nichts für Sie zu tun')}>
        <p>{t('Dieser Bereich ist für die Stadtverwaltung. Ihr Konto hat dort keine Aufgabe.')}</p>
        <Button href="/">{t('Zum Start')}</Button>
      </EmptyState>
    </DeskPage>
  );
}

/** The staff area: who may, sees the sections; who may not, is told why and where to go. */
export default function DeskApp(_props: PageProps) {
  useEffect(() => void refreshMe(), []);
  const person = me.value;
  if (person === undefined) return <DeskFrame person={null}><Skeleton lines={3} /></DeskFrame>;
  const isWelcome = person !== null && isStaff(person);
  return (
    <DeskFrame person={isWelcome ? person : null}>
      {isWelcome ? <Content person={person} /> : <Gate person={person} />}
    </DeskFrame>
  );
}
