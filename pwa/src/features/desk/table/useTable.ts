/** Pages of a desk table from the server: the first one anew on each change of the question, further ones on wish. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiProblem, get } from '../../../core/api';
import { t } from '../../../core/i18n';
import { refreshMe } from '../../../core/session';
import { StepUpCancelled } from '../../../core/step-up';

interface TablePage<Row> {
  items: Row[];
  total: number;
  nextCursor: string | null;
}

export interface TableState<Row> {
  /** Null until the first answer. */
  rows: Row[] | null;
  total: number;
  hasMore: boolean;
  isBusy: boolean;
  /** What went wrong, in words. */
  problem: string | null;
}

const EMPTY = { rows: null, total: 0, hasMore: false, isBusy: true, problem: null };

/** Words for people; an ended session makes the desk ask for a new sign-in. */
export function problemText(error: unknown): string {
  if (error instanceof ApiProblem) {
    if (error.status === 401) void refreshMe();
    return error.message;
  }
  if (error instanceof StepUpCancelled) return t('Abgebrochen. Es ist nichts passiert.');
  return t('Gerade nicht erreichbar');
}

/** `question` is everything the table asks for, as a query without cursor. `round` asks again when it changes. */
export function useTable<Row>(path: string, question: string, round: number): TableState<Row> & { more(): Promise<void> } {
  const [state, setState] = useState<TableState<Row>>(EMPTY);
  const cursor = useRef<string | null>(null);
  const turn = useRef(0);

  async function load(isFirst: boolean): Promise<void> {
    const mine = ++turn.current;
    setState((known) => ({ ...known, isBusy: true, problem: null }));
    const query = new URLSearchParams(question);
    if (!isFirst && cursor.current) query.set('cursor', cursor.current);
    try {
      const { data } = await get<TablePage<Row>>(`${path}?${query}`);
      if (mine !== turn.current) return; // a later question was asked meanwhile
      cursor.current = data.nextCursor;
      setState(({ rows }) => ({
        rows: isFirst ? data.items : [...(rows ?? []), ...data.items],
        total: data.total, hasMore: data.nextCursor !== null, isBusy: false, problem: null,
      }));
    } catch (error) {
      if (mine === turn.current) setState((known) => ({ ...known, isBusy: false, problem: problemText(error) }));
    }
  }

  useEffect(() => {
    cursor.current = null;
    void load(true);
  }, [path, question, round]);
  return { ...state, more: () => load(false) };
}
