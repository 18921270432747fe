import './privacy.css';
import { useEffect } from 'preact/hooks';
import type { StoredClass } from '../../core/api/types';
import { currentLocale, nt, t } from '../../core/i18n';
import { me } from '../../core/session';
import { signInPath } from '../../core/way-back';
import { Button, EmptyState, Icon, Page, Skeleton, showToast } from '../../ui';
import { EraseAccount } from './EraseAccount';
import { ForgetDevice } from './ForgetDevice';
import { exportLink, loadMyData, myData } from './store';

function Stored({ entry }: { entry: StoredClass }) {
  return (
    <li class="card stack">
      <h3>{entry.what}</h3>
      <p class="mut">{nt('{n} Eintrag', '{n} Einträge', entry.records)}</p>
      <dl class="pairs">
        <dt>{t('Warum')}</dt>
        <dd>{entry.why}</dd>
        <dt>{t('Bis wann')}</dt>
        <dd>{entry.until}</dd>
      </dl>
    </li>
  );
}

function Group({ id, title, entries }: { id: string; title: string; entries: StoredClass[] }) {
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby={id} class="stack">
      <h2 id={id}>{title}</h2>
      <ul class="stack plain" role="list">
        {entries.map((entry) => <Stored key={entry.key} entry={entry} />)}
      </ul>
    </section>
  );
}

function TakeAlong() {
  return (
    <div class="stack">
      <a class="btn btn-alt btn-wide" href={exportLink('download')} download="meine-daten.json" onClick={() => showToast(t('Die Datei wird heruntergeladen.'))}>
        <Icon name="download" />
        <span>{t('Als Datei speichern')}</span>
      </a>
      <Button variant="alt" wide icon="book-open" href={exportLink('readable')} external>{t('Zum Lesen öffnen')}</Button>
    </div>
  );
}

function Known() {
  const data = myData.value;
  if (data === undefined) return <Skeleton lines={2} />;
  if (data === null) {
    return (
      <EmptyState icon="wifi-off" title={t('Ohne Netz können wir nicht nachsehen.')}>
        <Button icon="refresh-cw" onClick={() => void loadMyData()}>{t('Noch einmal versuchen')}</Button>
      </EmptyState>
    );
  }
  const isEmpty = data.device.length + data.account.length === 0;
  return (
    <>
      {isEmpty && <p class="notice" role="status"><Icon name="circle-check" /> <span>{t('Bei uns ist nichts über Sie gespeichert.')}</span></p>}
      <Group id="of-device" title={t('Von diesem Gerät')} entries={data.device} />
      <Group id="of-account" title={t('In Ihrem Konto')} entries={data.account} />
      {!isEmpty && <TakeAlong />}
    </>
  );
}

/** What is stored about the person: seen, taken along, erased. Needs no account. */
export default function MyDataPage() {
  const locale = currentLocale();
  useEffect(() => void loadMyData(), [locale]);
  return (
    <Page title={t('Meine Daten')} back="/mehr">
      <div class="stack">
        <p>{t('Sprache, Anzeige und gemerkte Plätze speichert nur dieses Gerät.')}</p>
        <Known />
        <ForgetDevice />
        {me.value?.signedIn && <EraseAccount />}
        {me.value?.signedIn === false && <Button variant="quiet" wide icon="log-in" href={signInPath('/meine-daten')}>{t('Anmelden')}</Button>}
        <p><a href="/privacy">{t('Was diese App überhaupt speichert')}</a></p>
      </div>
    </Page>
  );
}
