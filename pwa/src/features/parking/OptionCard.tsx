import { formatList, nt, t } from '../../core/i18n';
import { DemoMark, Icon, LiveAge, Rich, Status } from '../../ui';
import { cityTime, oftenFreeUntil } from './forecast';
import { GuideButton } from './HandOver';
import type { Option } from './ranking';
import { forecastList, forecastOf, now } from './store';
import { linkOf } from './watch';
import { misfitText, optionIcon, optionWord, reasonText, statusWord, traits, wayText } from './words';

const place = (option: Option) => (option.kind === 'bay' ? option.bay : option.site);

/** How old the report is, or why there is none. */
export function ReportLine({ option }: { option: Option }) {
  const { observedAt } = place(option);
  const reason = reasonText(option.reason);
  if (option.status === 'unknown' && option.reason === 'silent' && observedAt !== null) {
    return <Rich text={t('Der Sensor meldet sich nicht mehr, zuletzt {age}')} age={<LiveAge at={observedAt} />} />;
  }
  // Hours copied years ago are a hint, not a fact: the sentence says where "closed" comes from.
  const { asOf } = place(option).source;
  if (option.reason === 'outsideHours' && asOf !== null) return <>{t('Jetzt nicht geöffnet, laut Angaben von {date}', { date: asOf })}</>;
  if (reason !== null) return <>{reason}</>;
  return observedAt === null ? <>{t('Keine Live-Daten')}</> : <Rich text={t('gemeldet {age}')} age={<LiveAge at={observedAt} />} />;
}

function UsualLine({ option }: { option: Option }) {
  const forecast = option.kind === 'site' ? forecastOf(option.site) : null;
  if (forecast === null) return null;
  const hour = oftenFreeUntil(forecast, cityTime(now.value, forecast.timezone, forecastList.data.value?.holidays));
  if (hour === null) return null;
  return <> · {t('meist frei bis {hour} Uhr', { hour: hour % 24 })}</>;
}

/** Share of free spaces as a bar; the number stands beside it, so the bar is decoration. */
export function FreeBar({ free, capacity }: { free: number; capacity: number }) {
  const share = Math.min(100, Math.round((free / capacity) * 100));
  return <div class="meter" aria-hidden="true"><i style={{ inlineSize: `${share}%` }} /></div>;
}

/** One place to park: what, how far, how sure, and the way there. */
export function OptionCard({ option, guide = true }: { option: Option; guide?: boolean }) {
  const { name, source, lat, lon } = place(option);
  const { capacity, free } = option.kind === 'site' ? { capacity: option.site.capacity, free: option.free } : { capacity: null, free: null };
  return (
    <li class="card option" data-status={option.status}>
      <div class="option-head">
        <h3>
          <Icon name={optionIcon(option)} />
          <a class="cover" href={linkOf(option)}><bdi>{name}</bdi></a>
        </h3>
        <Status kind={option.status}>
          {optionWord(option)}
          {optionWord(option) === statusWord(option.status) ? null : <span class="visually-hidden">, {statusWord(option.status)}</span>}
        </Status>
      </div>
      <p class="mut">{wayText(option)}</p>
      <p class="mut">{traits(option).join(' · ')}</p>
      {free !== null && capacity !== null && capacity > 0 && <FreeBar free={free} capacity={capacity} />}
      {option.misfit !== null && <p class="misfit"><Icon name="triangle-alert" /> {misfitText(option.misfit)}</p>}
      <p class="mut"><ReportLine option={option} /><UsualLine option={option} /></p>
      <div class="option-foot">
        {source.demo && <DemoMark />}
        {guide && option.misfit === null && option.status !== 'closed' && <GuideButton quiet target={{ lat, lon, name }} />}
      </div>
    </li>
  );
}

export const optionSummary = (options: readonly Option[]): string => {
  const count = (status: Option['status']): number => options.filter((option) => option.status === status).length;
  const parts = [
    count('free') > 0 ? nt('{n} frei', '{n} frei', count('free')) : null,
    count('taken') > 0 ? t('{n} belegt', { n: count('taken') }) : null,
    count('closed') > 0 ? t('{n} geschlossen', { n: count('closed') }) : null,
    count('unknown') > 0 ? t('{n} unbekannt', { n: count('unknown') }) : null,
  ];
  return formatList(parts.filter((part) => part !== null));
};
