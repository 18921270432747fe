import { useState } from 'preact/hooks';
import type { BayDecided, DeskBay } from '../../../core/api/types';
import { t } from '../../../core/i18n';
import { type PageProps, navigate } from '../../../core/router';
import { Button, DemoMark, EmptyState, Icon, LiveAge, Skeleton, showToast } from '../../../ui';
import { MapPanel } from '../../../ui/MapView';
import { ConflictDialog } from '../ConflictDialog';
import { DeskPage } from '../DeskPage';
import { HistoryList } from '../HistoryList';
import { ReasonField } from '../ReasonField';
import { save } from '../save';
import { offerUndo } from '../undo';
import { type Thing, useThing } from '../useThing';
import { BayStatus } from './BaysPage';
import { bayStatusWord } from './words';

const closedText = (isClosed: boolean): string => (isClosed ? t('geschlossen') : t('freigegeben'));

interface DecisionProps {
  thing: Thing<DeskBay>;
  bay: DeskBay;
  onChanged: () => void;
}

/** Close or open, with a reason; the public sees it within seconds. */
function Decision({ thing, bay, onChanged }: DecisionProps) {
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [wanted, setWanted] = useState<boolean | null>(null);

  async function send(isClosed: boolean): Promise<void> {
    const path = `/api/v1/desk/parking/bays/${bay.id}/${isClosed ? 'close' : 'open'}`;
    const saved = await save<BayDecided>('POST', path, thing.etag, { reason: reason.trim() });
    setProblem(saved.kind === 'failed' ? saved.text : null);
    if (saved.kind === 'conflict') {
      const stored = await thing.reload();
      if (stored?.isClosed === isClosed) showToast(t('Das hat schon jemand anderes getan.'));
      else setWanted(isClosed);
    }
    if (saved.kind === 'saved') {
      setReason('');
      onChanged();
      offerUndo(isClosed ? t('Stellplatz gesperrt') : t('Stellplatz freigegeben'), saved.data.auditSequence, onChanged);
    }
  }

  function submit(event: Event): void {
    event.preventDefault();
    setMissing(reason.trim() === '');
    if (reason.trim() !== '') void send(!bay.isClosed);
  }

  return (
    <form class="card stack" noValidate aria-labelledby="decide" onSubmit={submit}>
      <h2 id="decide">{bay.isClosed ? t('Stellplatz freigeben') : t('Stellplatz sperren')}</h2>
      <p class="mut">{bay.isClosed ? t('Danach gilt wieder, was der Sensor meldet.') : t('Alle sehen dann „geschlossen“, auch wenn der Sensor etwas anderes meldet.')}</p>
      <ReasonField value={reason} onChange={setReason} isMissing={isMissing} />
      <div role="alert">{problem !== null && <p class="field-error"><Icon name="triangle-alert" /><span>{problem}</span></p>}</div>
      <Button type="submit" icon={bay.isClosed ? 'check' : 'lock'}>{bay.isClosed ? t('Freigeben') : t('Stellplatz sperren')}</Button>
      <ConflictDialog
        fields={wanted === null ? null : [{ key: 'closed', label: t('Stellplatz'), mine: closedText(wanted), theirs: closedText(bay.isClosed) }]}
        onChoose={(choice) => {
          setWanted(null);
          if (choice.closed === 'mine' && wanted !== null) void send(wanted);
        }}
        onClose={() => setWanted(null)}
      />
    </form>
  );
}

function Facts({ bay }: { bay: DeskBay }) {
  return (
    <section class="card stack" aria-labelledby="facts">
      <h2 id="facts">{t('Der Stellplatz')}</h2>
      <dl class="desk-facts">
        <div><dt>{t('Zustand')}</dt><dd><BayStatus bay={bay} /></dd></div>
        <div><dt>{t('Gesperrt')}</dt><dd>{bay.isClosed ? t('ja') : t('nein')}</dd></div>
        <div><dt>{t('Sensor')}</dt><dd>{bay.hasSensor ? t('ja') : t('nein')}</dd></div>
        <div><dt>{t('Gemeldet')}</dt><dd>{bay.observedAt ? <LiveAge at={bay.observedAt} /> : t('nie')}</dd></div>
        {(bay.street ?? bay.siteName) !== null && <div><dt>{t('Straße')}</dt><dd><bdi>{bay.street ?? bay.siteName}</bdi></dd></div>}
      </dl>
      <Button variant="quiet" icon="eye" href={`/parken/platz/${bay.id}`}>{t('So sehen es alle')}</Button>
    </section>
  );
}

/** One bay: its state, a decision about it, and what was decided before. */
export default function BayPage({ params }: PageProps) {
  const thing = useThing<DeskBay>(`/api/v1/desk/parking/bays/${params.id}`);
  const [round, setRound] = useState(0);
  const refresh = (): void => {
    setRound((known) => known + 1);
    void thing.reload();
  };
  const bay = thing.data;
  return (
    <DeskPage title={bay?.name ?? t('Stellplatz')} back="/desk/sensoren/plaetze" intro={bay?.demo && <DemoMark />}>
      {bay === null && thing.problem === null && <Skeleton lines={3} />}
      {bay === null && thing.problem !== null && (
        <EmptyState icon="triangle-alert" title={thing.problem}>
          <Button icon="refresh-cw" onClick={() => void thing.reload()}>{t('Noch einmal versuchen')}</Button>
        </EmptyState>
      )}
      {bay !== null && (
        <div class="desk-two">
          <div class="stack">
            <Decision thing={thing} bay={bay} onChanged={refresh} />
            <HistoryList subjectKind="parking.bay" subjectId={bay.id} round={round} onUndone={refresh} />
          </div>
          <div class="stack">
            <Facts bay={bay} />
            <MapPanel
              label={t('Karte')} focus={bay} onSelect={navigate}
              points={[{ id: bay.id, lat: bay.lat, lon: bay.lon, href: `/parken/platz/${bay.id}`, title: bay.name, status: bay.status, label: bayStatusWord(bay.status) }]}
            />
          </div>
        </div>
      )}
    </DeskPage>
  );
}
