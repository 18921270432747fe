import { useEffect, useState } from 'preact/hooks';
import type { AlertDetail } from '../../core/api/types';
import { districts } from '../../core/city';
import { type LatLon, locate } from '../../core/geo';
import { t } from '../../core/i18n';
import { Button, Status } from '../../ui';
import { AreaMap } from './AreaMap';
import { polygonsOf, standing } from './logic';
import { myDistricts } from './store';
import { placeNames } from './words';

/** Where, and whether this person is in it: decided here, the position is sent nowhere. */
export function Where({ alert, isOver }: { alert: AlertDetail; isOver: boolean }) {
  const [me, setMe] = useState<LatLon | null>(null);
  const [note, setNote] = useState<string | null>(null);
  useEffect(() => void districts.refresh(), []);
  const outline = districts.data.value?.outline;
  const verdict = me === null || outline === undefined ? null : standing(alert, polygonsOf(outline.geometry), me.lon, me.lat);
  const isMine = alert.wholeCity ? myDistricts.value.length > 0 : myDistricts.value.some((code) => alert.districts.includes(code));

  async function ask(): Promise<void> {
    setNote(t('Standort wird gesucht …'));
    const found = await locate();
    setNote(typeof found === 'string' ? t('Ihr Gerät kann den Standort gerade nicht bestimmen.') : null);
    if (typeof found !== 'string') setMe(found);
  }

  return (
    <section class="card stack" aria-labelledby="where">
      <h2 id="where">{t('Wo gilt die Warnung?')}</h2>
      <AreaMap alert={alert} me={me} />
      <p><b>{alert.wholeCity ? t('Ganze Stadt') : placeNames(alert).join(', ')}</b></p>
      {alert.geometry === null && <p class="mut">{t('Der genaue Bereich ist nicht bekannt.')}</p>}
      {!isOver && verdict === null && isMine && <p class="row"><span class="grow">{t('Ihr Stadtteil ist betroffen')}</span><Status kind="taken">{t('betroffen')}</Status></p>}
      <div role="status">
        {verdict === 'inside' && <p class="row"><b class="grow">{t('Sie sind im Warngebiet')}</b>{!isOver && <Status kind="taken">{t('betroffen')}</Status>}</p>}
        {verdict === 'outside' && <p class="row"><b class="grow">{t('Sie sind nicht im Warngebiet')}</b><Status kind="ok">{t('nicht betroffen')}</Status></p>}
        {verdict === 'unknown' && <p>{t('Für Ihren Standort können wir das nicht sagen.')}</p>}
        {note !== null && <p class="mut">{note}</p>}
      </div>
      {verdict === null && !isOver && (
        <>
          <Button variant="alt" wide icon="locate" onClick={() => void ask()}>{t('Bin ich betroffen?')}</Button>
          <p class="mut">{t('Ihr Standort bleibt auf Ihrem Gerät. Er wird nie gesendet.')}</p>
        </>
      )}
    </section>
  );
}
