import { Icon } from '../../../ui';
import type { Column, RowsProps } from './DataTable';

interface TableGridProps<Row> extends RowsProps<Row> {
  /** Column in force; with `-` in front from the end. */
  sort: string;
  onSort: (sort: string) => void;
}

function Header<Row>({ column, sort, onSort }: { column: Column<Row>; sort: string; onSort: (sort: string) => void }) {
  const isUp = sort === column.sort;
  const isDown = sort === `-${column.sort}`;
  const order = isUp ? 'ascending' : isDown ? 'descending' : 'none';
  return (
    <th scope="col" class={column.numeric ? 'num' : undefined} aria-sort={column.sort === undefined ? undefined : order}>
      {column.sort === undefined ? <span>{column.label}</span> : (
        <button type="button" onClick={() => onSort(isUp ? `-${column.sort}` : column.sort!)}>
          <span>{column.label}</span>
          {(isUp || isDown) && <Icon name={isUp ? 'arrow-up' : 'arrow-down'} />}
        </button>
      )}
    </th>
  );
}

/** The wide form: a real table, whole rows lead to their thing. */
export function TableGrid<Row>({ label, columns, rows, rowKey, rowHref, rowActions, sort, onSort }: TableGridProps<Row>) {
  const [first, ...others] = columns;
  return (
    <div class="table-wrap">
      <table class="table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => <Header key={column.key} column={column} sort={sort} onSort={onSort} />)}
            {rowActions && <td />}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} data-row>
              <th scope="row">{rowHref ? <a class="row-link" href={rowHref(row)}>{first!.cell(row)}</a> : first!.cell(row)}</th>
              {others.map((column) => <td key={column.key} class={column.numeric ? 'num' : undefined}>{column.cell(row)}</td>)}
              {rowActions && <td><div class="wrap">{rowActions(row)}</div></td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
