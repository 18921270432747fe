import { useMemo } from 'preact/hooks';
import { N_, t } from '../../core/i18n';
import { navigate } from '../../core/router';
import { MapPanel, type MapPoint } from '../../ui/MapView';
import { here, type PlaceRow } from './finder';
import { categoryOf } from './store';

export function placePoint({ place }: PlaceRow): MapPoint {
  const { id, lat, lon, name } = place;
  return { id, lat, lon, title: name, status: 'place', label: t(categoryOf(place.category)?.label ?? N_('Ort')), href: `/orte/${id}` };
}

/** The list of places as a map, on wish. */
export function PlacesMap({ list }: { list: PlaceRow[] }) {
  const points = useMemo(() => list.map(placePoint), [list]);
  return <MapPanel label={t('Karte mit Orten')} points={points} focus={here.value} onSelect={navigate} />;
}
