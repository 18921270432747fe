import type { PlaceSummary } from '../../core/api/types';
import { t } from '../../core/i18n';
import { Icon, ListLink } from '../../ui';
import { categoryOf } from './store';

/** One place in a list: name, what it is, where. */
export function PlaceRowLink({ place, end }: { place: PlaceSummary; end?: string }) {
  const kind = categoryOf(place.category);
  return (
    <ListLink
      href={`/orte/${place.id}`} icon={kind?.icon ?? 'map-pin'} title={<bdi>{place.name}</bdi>}
      detail={(
        <>
          {kind && t(kind.label)}
          {place.street !== null && <> · <bdi>{place.street}</bdi></>}
          {place.accessibleToilet && <> · <Icon name="accessibility" /> {t('barrierefreies WC')}</>}
        </>
      )}
      end={end === undefined ? undefined : <span class="num">{end}</span>}
    />
  );
}
