import { computed, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { city } from '../../core/city';
import { t } from '../../core/i18n';
import { navigate } from '../../core/router';
import { Button, Chip, Chips, Page } from '../../ui';
import { MapView } from '../../ui/MapView';
import { mapPoint } from '../parking/ParkingMap';
import { profile } from '../parking/profile';
import { rank } from '../parking/ranking';
import { bays, now, sites, watchParking } from '../parking/store';
import { placePoint } from './PlacesMap';
import { places } from './store';

type Layer = 'parking' | 'disabled' | 'toilets' | 'places';
const layer = signal<Layer>('parking');

const points = computed(() => {
  const near = city.data.value?.center;
  if (layer.value === 'parking' || layer.value === 'disabled') {
    if (!near) return [];
    const filters = new Set(layer.value === 'disabled' ? ['disabled' as const] : []);
    return rank({ bays: bays.value, sites: sites.value, near, profile: profile.value, filters, now: now.value }).map(mapPoint);
  }
  const list = places.data.value?.places ?? [];
  return list.filter((place) => layer.value === 'places' || place.accessibleToilet).map((place) => placePoint({ place, distanceM: null }));
});

/** The whole city; every layer has a list with the same content, one tap away. */
export default function MapPage() {
  useEffect(() => {
    void places.refresh();
    return watchParking();
  }, []);
  const chip = (value: Layer, label: string, icon: Parameters<typeof Chip>[0]['icon']) => (
    <Chip pressed={layer.value === value} icon={icon} onToggle={() => { layer.value = value; }}>{label}</Chip>
  );
  const isParking = layer.value === 'parking' || layer.value === 'disabled';
  const list = isParking ? `/parken?zeige=${layer.value === 'disabled' ? 'disabled' : ''}` : layer.value === 'toilets' ? '/orte?accessible=1' : '/orte';
  return (
    <Page title={t('Karte')} back="/">
      <div class="stack page-map">
        <Chips label={t('Was zeigt die Karte?')}>
          {chip('parking', t('Parken'), 'circle-parking')}
          {chip('disabled', t('Behindertenparkplätze'), 'accessibility')}
          {chip('toilets', t('Barrierefreie WCs'), 'toilet')}
          {chip('places', t('Alle Orte'), 'landmark')}
        </Chips>
        <Button variant="alt" wide icon="list" href={list}>{t('Dasselbe als Liste')}</Button>
        <MapView
          key={isParking ? 'parking' : 'places'} label={t('Karte der Stadt')} points={points.value} focus={null}
          clusterLabel={isParking ? t('{free}/{all} frei') : undefined} onSelect={navigate}
        />
      </div>
    </Page>
  );
}
