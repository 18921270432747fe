import type { CrisisCard } from '../../core/api/types';
import { currentLocale, t } from '../../core/i18n';
import { Button } from '../../ui';
import { isNumber } from './translated';

/** Numbers that help at once: one tap calls. */
export function CrisisCards({ cards, lang, level = 2 }: { cards: readonly CrisisCard[]; lang?: string | undefined; level?: 2 | 3 }) {
  const Heading = `h${level}` as const;
  return (
    <>
      {cards.map(({ id, title, text, numbers }) => (
        <section key={id} class="card crisis stack" aria-labelledby={`crisis-${id}`} lang={lang} dir={lang === undefined ? undefined : 'auto'}>
          <Heading id={`crisis-${id}`} tabIndex={-1}>{title}</Heading>
          <p>{text}</p>
          <div class="stack" lang={currentLocale()}>
            {numbers.map((contact) => (isNumber(contact) ? (
              <Button key={contact} variant="danger" wide icon="phone" href={`tel:${contact.replace(/ /g, '')}`}>
                {t('Anrufen: {number}', { number: `\u2066${contact}\u2069` })}
              </Button>
            ) : (
              <Button key={contact} variant="alt" wide icon="file-text" href={`/rathaus/${contact}`}>
                {t('Mehr dazu lesen')}
              </Button>
            )))}
          </div>
        </section>
      ))}
    </>
  );
}
