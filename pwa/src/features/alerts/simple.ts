/** The Einfach mode brings what is urgent by itself: the page opens, and is read aloud where a voice exists. */

import { useEffect } from 'preact/hooks';
import type { AlertSummary } from '../../core/api/types';
import { navigate, place } from '../../core/router';
import { settings } from '../../core/settings';
import { canSpeak, isReadingAloud, readScreen, stopReading } from '../../core/speech';
import type { Tone } from './logic';
import { understood } from './store';

const opened = new Set<string>();
const isSimple = (): boolean => settings.value.mode === 'einfach';
/** Browsers let a page speak or shake the phone only after the person has touched it once. */
const mayAct = (): boolean => globalThis.navigator?.userActivation?.hasBeenActive ?? false;

/** From the start screen only, and once for each piece of news: nobody is torn away from what they are writing. */
export function useOpening(list: readonly AlertSummary[]): void {
  const news = list.find((alert) => !understood.value.includes(alert.revision) && !opened.has(alert.revision));
  const isDue = isSimple() && place.value.path === '/' && news !== undefined;
  useEffect(() => {
    if (!isDue || news === undefined) return;
    opened.add(news.revision);
    navigate(`/warnungen/${news.id}`);
  }, [isDue, news?.revision]);
}

/** Reads a page that has news, now or at the first touch; ends with it. A person who reads aloud anyway keeps doing so. */
export function useReading(revision: string | undefined): void {
  const isDue = revision !== undefined && isSimple() && canSpeak.value && !understood.value.includes(revision);
  useEffect(() => {
    if (!isDue || isReadingAloud.peek()) return undefined;
    const begin = (): void => {
      if (isReadingAloud.peek()) return; // the touch was on the button that does this
      isReadingAloud.value = true;
      readScreen();
    };
    if (mayAct()) begin();
    else addEventListener('click', begin, { once: true });
    return () => {
      removeEventListener('click', begin);
      stopReading();
    };
  }, [isDue, revision]);
}

const SHAKE = [300, 150, 300];

/** For those who do not hear: a danger that comes while the app is open is felt as well. */
export function shake(tone: Tone): void {
  if ((tone === 'severe' || tone === 'extreme') && mayAct()) (navigator as Partial<Navigator>).vibrate?.(SHAKE);
}
