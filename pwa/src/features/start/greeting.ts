import { t } from '../../core/i18n';

/** Greeting by the hour of the city (0..23). Without a city name the greeting stands alone. */
export function greeting(hour: number, city: string): string {
  if (hour >= 5 && hour < 11) return city ? t('Guten Morgen, {city}', { city }) : t('Guten Morgen');
  if (hour >= 11 && hour < 18) return city ? t('Guten Tag, {city}', { city }) : t('Guten Tag');
  return city ? t('Guten Abend, {city}', { city }) : t('Guten Abend');
}
