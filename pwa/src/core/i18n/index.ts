export * from './format';
export { activateLocale } from './load';
export { LOCALES, type LocaleId, type LocaleInfo, SOURCE_LOCALE, isLocale, localeInfo, preferredLocale } from './locales';
export { N_, type Params, currentLocale, fill, langOf, nt, t, tc } from './messages';
