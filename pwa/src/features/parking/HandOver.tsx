import { t } from '../../core/i18n';
import { Button } from '../../ui';
import { type Target, navigationLink, opensWebsite } from './navigation';
import { type Watched, startWatching, stopWatching, watched } from './watch';

/** Opens the phone's own navigation. Nothing is sent anywhere before the tap. */
export function GuideButton({ target, quiet = false }: { target: Target; quiet?: boolean }) {
  const link = navigationLink(target, navigator.userAgent);
  const isSite = opensWebsite(link);
  return (
    <Button href={link} external={link.startsWith('https:')} icon={isSite ? 'external-link' : 'navigation'} variant={quiet ? 'quiet' : 'primary'} wide={!quiet}>
      {quiet
        ? <>{t('Hinführen')}<span class="visually-hidden">: <bdi>{target.name}</bdi></span></>
        : isSite ? t('Weg auf OpenStreetMap ansehen') : t('Hinführen')}
    </Button>
  );
}

/** Starts and ends watching one place. */
export function WatchButton({ target }: { target: Watched }) {
  const isOn = watched.value?.id === target.id;
  return (
    <Button
      variant="alt" wide icon={isOn ? 'eye-off' : 'eye'} pressed={isOn}
      onClick={() => (isOn ? stopWatching() : startWatching(target))}
    >
      {isOn ? t('Nicht mehr beobachten') : t('Platz beobachten')}
    </Button>
  );
}

/** Section 23 (1a) StVO: no phone in the hand at the wheel. Said once, where one leaves. */
export function BeforeDriving() {
  return <p class="mut">{t('Bitte planen Sie vor der Fahrt. Beim Fahren bleibt das Handy weg.')}</p>;
}
