import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { nt, t } from '../../../core/i18n';
import { replaceQuery } from '../../../core/router';
import { Button, EmptyState, Field, Icon, Skeleton } from '../../../ui';
import { hasRoomBeside } from '../../../ui/MapView';
import { TableCards } from './TableCards';
import { TableGrid } from './TableGrid';
import { useTable } from './useTable';

export interface Column<Row> {
  key: string;
  label: string;
  /** Name of the column for the server's order; without it the column cannot be sorted by. */
  sort?: string;
  numeric?: boolean;
  cell: (row: Row) => ComponentChildren;
}

export interface RowsProps<Row> {
  label: string;
  /** The first column names the row. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowHref?: (row: Row) => string;
  /** Buttons at the end of a row. */
  rowActions?: (row: Row) => ComponentChildren;
}

interface DataTableProps<Row> extends Omit<RowsProps<Row>, 'rows'> {
  /** Address of the list; `?q=&sort=&cursor=` and `filters` are added, `/export.csv` for the download. */
  path: string;
  defaultSort: string;
  /** Further questions; null is left out. */
  filters?: Record<string, string | null>;
  /** Controls for the filters, beside the search. */
  controls?: ComponentChildren;
  hasCsv?: boolean;
  hasSearch?: boolean;
  /** Cards also where there is room for a table: the list stands in a narrow column. */
  cards?: boolean;
  empty: string;
  /** Change it to have the rows asked for again. */
  round?: number;
}

const TYPING_MS = 300;

const asked = (name: string): string => new URLSearchParams(location.search).get(name) ?? '';

/** Keep search and order in the address, so that the way back leads to the same view. */
function remember(name: string, value: string): void {
  const query = new URLSearchParams(location.search);
  if (value) query.set(name, value);
  else query.delete(name);
  replaceQuery(query);
}

function Search({ value, label, onChange }: { value: string; label: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => onChange(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <form
      class="search" role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(typed);
      }}
    >
      <input
        class="input" type="search" enterkeyhint="search" autocomplete="off" aria-label={t('{list} durchsuchen', { list: label })}
        placeholder={t('Suchen')} value={typed} onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <button class="tool" type="submit"><Icon name="search" /><span class="visually-hidden">{t('Suchen')}</span></button>
    </form>
  );
}

/** Cards have no column headers to press: the order is chosen from a list instead. */
function SortSelect<Row>({ columns, sort, onSort }: { columns: readonly Column<Row>[]; sort: string; onSort: (sort: string) => void }) {
  const sortable = columns.filter((column) => column.sort !== undefined);
  return (
    <Field label={t('Sortieren nach')}>
      {(wiring) => (
        <select class="input" {...wiring} value={sort} onChange={(event) => onSort(event.currentTarget.value)}>
          {sortable.map((column) => [
            <option key={column.sort} value={column.sort}>{t('{column} aufsteigend', { column: column.label })}</option>,
            <option key={`-${column.sort}`} value={`-${column.sort}`}>{t('{column} absteigend', { column: column.label })}</option>,
          ])}
        </select>
      )}
    </Field>
  );
}

/** True while there is room for a table; follows a turned phone and a resized window. */
function useIsWide(): boolean {
  const [isWide, setWide] = useState(hasRoomBeside);
  useEffect(() => {
    const query = matchMedia('(min-width: 60rem)');
    const follow = (): void => setWide(hasRoomBeside());
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return isWide;
}

/** Rows of the server: searched, sorted, page by page, as a table or as cards, and as CSV. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { path, label, columns, defaultSort, filters = {}, controls, hasCsv = true, hasSearch = true, empty, round = 0 } = props;
  const [q, setQ] = useState(() => asked('q'));
  const [sort, setSort] = useState(() => asked('sort') || defaultSort);
  const isWide = useIsWide() && !props.cards;
  const box = useRef<HTMLDivElement>(null);
  const question = new URLSearchParams({ q, sort });
  for (const [name, value] of Object.entries(filters)) if (value !== null) question.set(name, value);
  const { rows, total, hasMore, isBusy, problem, more } = useTable<Row>(path, question.toString(), round);

  useEffect(() => remember('q', q), [q]);
  useEffect(() => remember('sort', sort === defaultSort ? '' : sort), [sort]);

  async function showMore(): Promise<void> {
    const known = rows?.length ?? 0;
    await more();
    // the next frame has the new rows: the first of them gets the focus, else it would be lost with the button
    requestAnimationFrame(() => box.current?.querySelectorAll<HTMLElement>('[data-row]')[known]?.querySelector<HTMLElement>('a, button')?.focus());
  }

  const shown = { ...props, rows: rows ?? [] };
  return (
    <div class="stack" ref={box}>
      <div class="table-tools">
        {hasSearch && <Search value={q} label={label} onChange={setQ} />}
        {controls}
        {!isWide && !props.cards && columns.some((column) => column.sort) && <SortSelect columns={columns} sort={sort} onSort={setSort} />}
      </div>
      <div role="status">{rows !== null && problem === null && <p class={total > 0 ? 'mut' : 'visually-hidden'}>{nt('{n} Eintrag', '{n} Einträge', total)}</p>}</div>
      {problem !== null && (
        <EmptyState icon="triangle-alert" title={problem}>
          <Button icon="refresh-cw" onClick={() => void more()}>{t('Noch einmal versuchen')}</Button>
        </EmptyState>
      )}
      {rows === null && isBusy && <Skeleton lines={4} />}
      {rows?.length === 0 && problem === null && <EmptyState icon="search" title={empty} />}
      {rows !== null && rows.length > 0 && (isWide ? <TableGrid {...shown} sort={sort} onSort={setSort} /> : <TableCards {...shown} />)}
      <div class="table-foot">
        {hasMore && problem === null && <Button variant="alt" disabled={isBusy} onClick={() => void showMore()}>{t('Mehr zeigen')}</Button>}
        {hasCsv && total > 0 && <Button variant="quiet" icon="download" href={`${path}/export.csv?${question}`} download>{t('Als Tabelle laden (CSV)')}</Button>}
      </div>
    </div>
  );
}
