/** Loads catalogues on demand and keeps `lang` and `dir` of the page right. */
import { type LocaleId, SOURCE_LOCALE, localeInfo } from './locales';
import { type Catalogue, useCatalogue } from './messages';

// Written by `python -m tools.i18n compile`; each becomes a chunk of its own.
const FILES = import.meta.glob<{ default: Catalogue }>('./catalogues/*.json');

async function fetchCatalogue(id: LocaleId): Promise<Catalogue> {
  if (id === SOURCE_LOCALE) return {};
  const load = FILES[`./catalogues/${id}.json`];
  return load ? (await load()).default : {};
}

/** Switch the page to a language. Rejects, changing nothing, when the catalogue cannot be loaded (offline). */
export async function activateLocale(id: LocaleId): Promise<void> {
  const catalogue = await fetchCatalogue(id);
  useCatalogue(id, catalogue);
  const { dir } = localeInfo(id);
  document.documentElement.lang = id;
  document.documentElement.dir = dir;
}
