import type { Forecast, Site } from '../../core/api/types';
import { formatPercent, formatWeekday, nt, t } from '../../core/i18n';
import { HOLIDAY, cityTime, dayBars, slotAt, tendency, usualSpaces } from './forecast';
import { forecastList, forecastOf, now } from './store';

const dayName = (weekday: number): string => (weekday === HOLIDAY ? t('Feiertag') : formatWeekday(weekday));

/** One sentence on this hour; silence where there is too little data. */
export function forecastSentence(forecast: Forecast, capacity: number | null): string | null {
  const time = cityTime(now.value, forecast.timezone, forecastList.data.value?.holidays);
  const slot = slotAt(forecast, time);
  if (slot === null) return null;
  const { low, high } = usualSpaces(slot, capacity ?? 0);
  if (capacity !== null && low > 0 && high > low) return t('Um diese Zeit sind meist {low} bis {high} Plätze frei.', { low, high });
  switch (tendency(slot)) {
    case 'often': return t('Um diese Zeit ist meist etwas frei.');
    case 'sometimes': return t('Um diese Zeit ist manchmal etwas frei.');
    case 'rarely': return t('Um diese Zeit ist selten etwas frei.');
  }
}

function Bars({ forecast, weekday, hour }: { forecast: Forecast; weekday: number; hour: number }) {
  return (
    <div class="bars" aria-hidden="true">
      {dayBars(forecast, weekday).map(({ hour: at, slot }) => (
        <span key={at} class={at === hour ? 'bar-now' : undefined}>
          <i style={{ blockSize: `${Math.round((slot?.median ?? 0) * 100)}%` }} data-known={slot === null ? undefined : ''} />
          {at % 4 === 2 && <b>{at}</b>}
        </span>
      ))}
    </div>
  );
}

function BarTable({ forecast, weekday }: { forecast: Forecast; weekday: number }) {
  const rows = dayBars(forecast, weekday).filter(({ slot }) => slot !== null);
  return (
    <details>
      <summary>{t('Als Tabelle zeigen')}</summary>
      <table class="num">
        <thead><tr><th scope="col">{t('Uhrzeit')}</th><th scope="col">{t('meist frei')}</th></tr></thead>
        <tbody>
          {rows.map(({ hour, slot }) => (
            <tr key={hour}><th scope="row">{t('{hour} Uhr', { hour })}</th><td>{formatPercent(slot?.median ?? 0)}</td></tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** "Usually free?": a sentence, bars for today, and the same as a table. */
export function ForecastChart({ site }: { site: Site }) {
  const forecast = forecastOf(site);
  if (forecast === null || forecast.slots.length === 0) return null;
  const { weekday, hour } = cityTime(now.value, forecast.timezone, forecastList.data.value?.holidays);
  const hasToday = dayBars(forecast, weekday).some(({ slot }) => slot !== null);
  if (!hasToday) return null;
  return (
    <section class="card stack" aria-labelledby="usual">
      <h2 id="usual">{t('Wann ist hier meist frei?')}</h2>
      <p>{forecastSentence(forecast, site.capacity) ?? t('Für diese Stunde wissen wir noch zu wenig.')}</p>
      <p class="mut">{t('{day}: So viel ist in jeder Stunde frei', { day: dayName(weekday) })}</p>
      <Bars forecast={forecast} weekday={weekday} hour={hour} />
      <BarTable forecast={forecast} weekday={weekday} />
      <p class="mut">{nt('So war es in {n} Woche. Heute kann es anders sein.', 'So war es in {n} Wochen. Heute kann es anders sein.', forecast.basedOnWeeks)}</p>
    </section>
  );
}
