import { t } from '../../core/i18n';
import { me } from '../../core/session';
import { Card, Icon, Status } from '../../ui';
import { DeskPage } from './DeskPage';
import { troubles } from './health/health';
import { VitalRow } from './health/VitalRow';
import { mayUse } from './roles';
import { SECTIONS } from './sections';

/** What needs somebody now, then all sections. */
export function DeskHome() {
  const person = me.value;
  if (!person) return null;
  const found = troubles.value;
  return (
    <DeskPage title={t('Übersicht')}>
      <section class="stack" aria-labelledby="needs">
        <h2 id="needs">{t('Was jetzt Hilfe braucht')}</h2>
        {found?.length === 0 && <Card><Status kind="ok">{t('Nichts. Alles läuft.')}</Status></Card>}
        {found !== null && found.length > 0 && <ul class="list" role="list">{found.map((vital) => <VitalRow key={vital.key} vital={vital} isLink />)}</ul>}
        {found === null && <p class="notice"><Icon name="clock" /><span>{t('Wird geladen …')}</span></p>}
      </section>
      <section class="stack" aria-labelledby="sections">
        <h2 id="sections">{t('Bereiche')}</h2>
        <ul class="desk-doors" role="list">
          {SECTIONS.filter(({ roles }) => mayUse(person, roles)).map(({ href, label, icon }) => (
            <li key={href}><a class="card row" href={href}><span class="bubble"><Icon name={icon} /></span><b>{t(label)}</b></a></li>
          ))}
        </ul>
      </section>
    </DeskPage>
  );
}
