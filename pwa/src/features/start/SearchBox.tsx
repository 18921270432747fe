import { useRef } from 'preact/hooks';
import { t } from '../../core/i18n';
import { navigate } from '../../core/router';
import { Icon } from '../../ui';

/** One question box; it looks through everything. Works as a plain form, too. */
export function SearchBox() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <form
      class="search"
      role="search"
      action="/suche"
      onSubmit={(event) => {
        event.preventDefault();
        const query = input.current?.value.trim() ?? '';
        navigate(query ? `/suche?q=${encodeURIComponent(query)}` : '/suche');
      }}
    >
      <input
        ref={input}
        class="input"
        type="search"
        name="q"
        enterkeyhint="search"
        autocomplete="off"
        aria-label={t('Was möchten Sie wissen?')}
        placeholder={t('Was möchten Sie wissen?')}
      />
      <button class="tool" type="submit">
        <Icon name="search" />
        <span class="visually-hidden">{t('Suchen')}</span>
      </button>
    </form>
  );
}
