import { t } from '../../core/i18n';
import { navigate } from '../../core/router';
import { MapPanel, type MapPoint } from '../../ui/MapView';
import { options } from './finder';
import { originPoint } from './origin';
import type { Option } from './ranking';
import { linkOf } from './watch';
import { optionWord } from './words';

export function mapPoint(option: Option): MapPoint {
  const { lat, lon, name } = option.kind === 'bay' ? option.bay : option.site;
  return { id: option.id, lat, lon, status: option.status, label: optionWord(option), title: name, href: linkOf(option) };
}

/** The list of the finder as a map, on wish. */
export function ParkingMap() {
  return (
    <MapPanel
      label={t('Karte mit Parkplätzen')} points={options.value.map(mapPoint)} focus={originPoint.value}
      clusterLabel={t('{free}/{all} frei')} onSelect={navigate}
    />
  );
}
