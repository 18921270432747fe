import './alerts.css';
import { useEffect } from 'preact/hooks';
import type { AlertSummary } from '../../core/api/types';
import { districts } from '../../core/city';
import { currentLocale, t } from '../../core/i18n';
import { place } from '../../core/router';
import { Icon, announce } from '../../ui';
import { headlineFor, toneOf } from './logic';
import { shake, useOpening } from './simple';
import { banner, followAlerts, myDistricts, now, understood } from './store';
import { TONE_ICON, kindWord, untilWords, whereWords } from './words';

const told = new Set<string>();
const MOST = 2;

function Entry({ alert }: { alert: AlertSummary }) {
  const tone = toneOf(alert, now.value);
  const { text, lang } = headlineFor(alert, currentLocale());
  const isSmall = understood.value.includes(alert.revision);
  const isMine = !alert.wholeCity && myDistricts.value.some((code) => alert.districts.includes(code));
  const word = kindWord(alert, now.value);
  useEffect(() => {
    if (told.has(alert.revision)) return;
    told.add(alert.revision); // once for each piece of news, not again on each screen
    announce(`${word}: ${text}`);
    shake(tone);
  }, [alert.revision]);
  return (
    <a class={`banner tone-${tone}${isSmall ? ' banner-small' : ''}`} href={`/warnungen/${alert.id}`}>
      <Icon name={TONE_ICON[tone]} />
      <span class="grow">
        <b>{word}: <bdi lang={lang}>{text}</bdi></b>
        {!isSmall && (
          <span class="banner-line">
            {untilWords(alert, now.value)}{' · '}{isMine ? t('Ihr Stadtteil ist betroffen') : whereWords(alert)}
          </span>
        )}
      </span>
      <Icon name="chevron-right" flip />
    </a>
  );
}

/** On top of every screen while a warning concerns this person; the screens of the warnings say it themselves. */
export default function Banner() {
  useEffect(followAlerts, []);
  const list = banner.value;
  const hasPlaces = list.some((alert) => !alert.wholeCity);
  useEffect(() => {
    if (hasPlaces && districts.data.peek() === null) void districts.refresh();
  }, [hasPlaces]);
  useOpening(list);
  const { path } = place.value;
  if (list.length === 0 || path.startsWith('/warnungen')) return null;
  const rest = list.length - MOST;
  return (
    <section class="banners" aria-label={t('Warnungen')}>
      {list.slice(0, MOST).map((alert) => <Entry key={alert.id} alert={alert} />)}
      {rest > 0 && <a class="banner banner-small tone-more" href="/warnungen"><Icon name="list" /><span class="grow">{t('Alle Warnungen ansehen')}</span></a>}
    </section>
  );
}
