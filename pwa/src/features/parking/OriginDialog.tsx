import { useState } from 'preact/hooks';
import { locate } from '../../core/geo';
import { t } from '../../core/i18n';
import { Button, Dialog, Icon, TextField } from '../../ui';
import { search } from '../../core/matching';
import { categoryOf, places } from '../places/store';
import { origin, originName } from './origin';

const SUGGESTIONS = 8;

/** Name of the place distances are measured from. */
export function originText(): string {
  if (origin.value.kind === 'me') return t('Mein Standort');
  return originName.value ?? t('Stadtzentrum');
}

function failureText(failure: 'denied' | 'unavailable' | 'timeout'): string {
  switch (failure) {
    case 'denied': return t('Die App darf Ihren Standort nicht sehen. Tippen Sie einfach einen Ort ein.');
    case 'timeout': return t('Die Suche nach dem Standort hat zu lange gedauert. Bitte versuchen Sie es noch einmal.');
    case 'unavailable': return t('Ihr Gerät findet Ihren Standort gerade nicht. Tippen Sie einfach einen Ort ein.');
  }
}

function PlaceChoice({ onChosen }: { onChosen: () => void }) {
  const [query, setQuery] = useState('');
  const items = places.data.value?.places.map((place) => ({ ...place, text: `${place.name} ${place.street ?? ''}` })) ?? [];
  const found = query.trim().length < 2 ? [] : search(items, query).slice(0, SUGGESTIONS);
  return (
    <div class="stack">
      <TextField
        label={t('Wohin möchten Sie?')} hint={t('Zum Beispiel: Rathaus, Theater, Krankenhaus')} type="search" autocomplete="off"
        value={query} onInput={(event) => setQuery(event.currentTarget.value)}
      />
      {query.trim().length >= 2 && found.length === 0 && <p role="status">{t('Dazu haben wir nichts gefunden.')}</p>}
      {found.length > 0 && (
        <ul class="list" role="list" aria-label={t('Gefundene Orte')}>
          {found.map((place) => (
            <li key={place.id}>
              <button
                class="list-row" type="button"
                onClick={() => {
                  origin.value = { kind: 'place', id: place.id };
                  onChosen();
                }}
              >
                <Icon name="map-pin" />
                <span class="grow"><bdi>{place.name}</bdi><br /><span class="mut">{place.street === null ? t(categoryOf(place.category)?.label ?? '') : <bdi>{place.street}</bdi>}</span></span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Around me (asked only now, by this tap), around a place, or around the centre. */
export function OriginDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function useMyPosition(): Promise<void> {
    setBusy(true);
    setFailure(null);
    const at = await locate();
    setBusy(false);
    if (typeof at === 'string') {
      setFailure(failureText(at));
      return;
    }
    origin.value = { kind: 'me', at };
    onClose();
  }

  return (
    <Dialog open={open} title={t('Wo suchen Sie?')} onClose={onClose}>
      <div class="stack">
        <Button wide icon="locate-fixed" disabled={isBusy} onClick={() => void useMyPosition()}>
          {isBusy ? t('Standort wird gesucht …') : t('Bei mir in der Nähe')}
        </Button>
        <p class="mut">{t('Ihr Standort bleibt auf Ihrem Gerät.')}</p>
        <div role="status">{failure !== null && <p class="field-error">{failure}</p>}</div>
        <PlaceChoice onChosen={onClose} />
        {origin.value.kind !== 'centre' && (
          <Button
            variant="alt" wide
            onClick={() => {
              origin.value = { kind: 'centre' };
              onClose();
            }}
          >
            {t('Rund um das Stadtzentrum')}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
