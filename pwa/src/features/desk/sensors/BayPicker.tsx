import { useEffect, useState } from 'preact/hooks';
import { get } from '../../../core/api';
import type { DeskBay } from '../../../core/api/types';
import { t } from '../../../core/i18n';
import { Button, Check, TextField } from '../../../ui';
import { MapPanel, type MapPoint } from '../../../ui/MapView';
import { problemText } from '../table/useTable';
import { bayStatusWord } from './words';

export interface PickedBay {
  id: string;
  name: string;
}

interface BayPickerProps {
  picked: PickedBay | null;
  onPick: (bay: PickedBay | null) => void;
}

const TYPING_MS = 300;
const SHOWN = 8;

const point = (bay: DeskBay): MapPoint => ({
  id: bay.id, lat: bay.lat, lon: bay.lon, href: bay.id, title: bay.name, status: bay.status, label: bayStatusWord(bay.status),
});

function useBays(q: string): { bays: DeskBay[]; problem: string | null } {
  const [state, setState] = useState<{ bays: DeskBay[]; problem: string | null }>({ bays: [], problem: null });
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => {
      get<{ items: DeskBay[] }>(`/api/v1/desk/parking/bays?${new URLSearchParams({ q, sort: 'sensor', limit: String(SHOWN) })}`).then(
        ({ data }) => isCurrent && setState({ bays: data.items.filter(({ bayKind }) => bayKind !== 'personal'), problem: null }),
        (error: unknown) => isCurrent && setState({ bays: [], problem: problemText(error) }),
      );
    }, TYPING_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [q]);
  return state;
}

/** What is picked now, and a way to pick another: few who come here want to. */
export function BayPicker(props: BayPickerProps) {
  const [isOpen, setOpen] = useState(false);
  const { picked } = props;
  return (
    <div class="field">
      <span class="field-label">{t('Platz')}</span>
      <div class="wrap">
        <span class="grow"><bdi>{picked?.name ?? t('kein Platz')}</bdi></span>
        <Button variant="alt" icon="map-pin" expanded={isOpen} onClick={() => setOpen(!isOpen)}>{t('Anderen Platz wählen')}</Button>
      </div>
      {isOpen && <Choice {...props} />}
    </div>
  );
}

/** Search first, a list to choose from (bays without a sensor lead), the same on a small map. */
function Choice({ picked, onPick }: BayPickerProps) {
  const [q, setQ] = useState('');
  const { bays, problem } = useBays(q);
  const offered = bays.filter(({ id }) => id !== picked?.id);
  const label = (bay: DeskBay) => (
    <>
      <bdi>{bay.name}</bdi>
      {bay.hasSensor && <span class="mut"> · {t('hat schon einen Sensor')}</span>}
    </>
  );
  return (
    <fieldset class="stack">
      <legend class="visually-hidden">{t('Anderen Platz wählen')}</legend>
      <TextField label={t('Platz suchen')} hint={t('Name oder Straße')} type="search" autocomplete="off" value={q} onInput={(event) => setQ(event.currentTarget.value)} />
      {problem !== null && <p class="mut" role="status">{problem}</p>}
      <div>
        <Check group="bay" label={t('kein Platz')} checked={picked === null} onChange={() => onPick(null)} />
        {picked !== null && <Check group="bay" label={<bdi>{picked.name}</bdi>} checked onChange={() => undefined} />}
        {offered.map((bay) => <Check key={bay.id} group="bay" label={label(bay)} checked={false} onChange={() => onPick({ id: bay.id, name: bay.name })} />)}
      </div>
      <div>
        <MapPanel
          label={t('Karte der gefundenen Plätze')} points={bays.map(point)} focus={bays[0] ?? null}
          onSelect={(id) => {
            const bay = bays.find((one) => one.id === id);
            if (bay) onPick({ id: bay.id, name: bay.name });
          }}
        />
      </div>
    </fieldset>
  );
}
