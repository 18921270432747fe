/**
 * Translated texts. The German source text is the message id; German itself needs no catalogue.
 *
 * Reading a text inside a component subscribes it to the language, so a switch redraws everything. Message ids must be
 * one literal: `tools/i18n` collects them and its check refuses glued or templated ids. A note to the translators is a
 * comment that begins with `i18n:` on the same line or the line before.
 */
import { signal } from '@preact/signals';
import { type LocaleId, SOURCE_LOCALE, localeInfo } from './locales';

export type Params = Record<string, string | number>;
type Plural = Partial<Record<Intl.LDMLPluralRule, string>>;
export type Catalogue = Record<string, string | Plural>;

const CONTEXT_MARK = '\u0004';
const PLURAL_MARK = '\u0000';

interface Language {
  id: LocaleId;
  catalogue: Catalogue;
  rules: Intl.PluralRules;
}

const language = signal<Language>({ id: SOURCE_LOCALE, catalogue: {}, rules: new Intl.PluralRules(SOURCE_LOCALE) });

export const currentLocale = (): LocaleId => language.value.id;

/** Put another language into force. `catalogue` maps message ids to texts or plural forms. */
export function useCatalogue(id: LocaleId, catalogue: Catalogue): void {
  language.value = { id, catalogue, rules: new Intl.PluralRules(localeInfo(id).intl) };
}

/** Replaces `{name}`; a placeholder without a value stays as it is (see the component `Rich`). */
export const fill = (text: string, params?: Params): string =>
  params ? text.replace(/\{(\w+)\}/g, (all, name: string) => (name in params ? String(params[name]) : all)) : text;

function lookup(key: string): string | undefined {
  const found = language.value.catalogue[key];
  return typeof found === 'string' ? found : undefined;
}

/** The text in the current language: `t('Hallo {name}', { name })`. */
export const t = (message: string, params?: Params): string => fill(lookup(message) ?? message, params);

/** A text that needs a context to be told from another with the same German words: `tc('verb', 'Parken')`. */
export const tc = (context: string, message: string, params?: Params): string =>
  fill(lookup(context + CONTEXT_MARK + message) ?? message, params);

/** Singular and plural; `{n}` in the text becomes the count in the language's digits. */
export function nt(singular: string, plural: string, n: number, params?: Params): string {
  const { id, catalogue, rules } = language.value;
  const forms = catalogue[singular + PLURAL_MARK + plural];
  const own = typeof forms === 'object' ? (forms[rules.select(n)] ?? forms.other) : undefined;
  const text = own ?? (new Intl.PluralRules(SOURCE_LOCALE).select(n) === 'one' ? singular : plural);
  return fill(text, { n: new Intl.NumberFormat(localeInfo(id).intl).format(n), ...params });
}

/** Marks a text for the translators that is shown elsewhere with `t`. */
export const N_ = <const T extends string>(message: T): T => message;

/** `'de'` when a text from the server has no translation and is shown in German; goes into the `lang` attribute. */
export const langOf = (message: string): 'de' | undefined =>
  language.value.id === SOURCE_LOCALE || lookup(message) !== undefined ? undefined : SOURCE_LOCALE;
