import type { ComponentChildren } from 'preact';
import type { Source } from '../../core/api/types';
import { formatList, t } from '../../core/i18n';
import { DemoMark, Icon, type IconName } from '../../ui';

export interface Fact { icon: IconName; label: string; value: ComponentChildren | null }

/** Attributes as label and value. What nobody has recorded is named as such: missing knowledge is not a "no". */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  const known = facts.filter(({ value }) => value !== null);
  const unknown = facts.filter(({ value }) => value === null).map(({ label }) => label);
  return (
    <>
      <dl class="facts">
        {known.map(({ icon, label, value }) => (
          <div key={label}><dt><Icon name={icon} /> {label}</dt><dd>{value}</dd></div>
        ))}
      </dl>
      {unknown.length > 0 && <p class="mut">{t('Dazu haben wir keine Angabe: {list}', { list: formatList(unknown) })}</p>}
    </>
  );
}

/** Source, licence and age of a record; synthetic data says so first. */
export function SourceLine({ source }: { source: Source }) {
  return (
    <div class="source mut">
      {source.demo && <p><DemoMark /> {t('Demo-Daten: Diesen Platz gibt es so nicht. Die Meldungen sind erfunden.')}</p>}
      <p>
        {source.asOf === null ? t('Quelle: {name}', { name: source.name }) : t('Quelle: {name}, Stand {date}', { name: source.name, date: source.asOf })}
        {source.licence !== null && <> · {source.licence}</>}
      </p>
    </div>
  );
}
