/** One editable thing with its version. */
import { useEffect, useState } from 'preact/hooks';
import { get } from '../../core/api';
import { problemText } from './table/useTable';

export interface Thing<T> {
  data: T | null;
  etag: string | null;
  problem: string | null;
  /** Ask again; resolves with what is stored now, null when it cannot be reached. */
  reload(): Promise<T | null>;
}

export function useThing<T>(path: string): Thing<T> {
  const [state, setState] = useState<Omit<Thing<T>, 'reload'>>({ data: null, etag: null, problem: null });
  async function reload(): Promise<T | null> {
    try {
      const { data, etag } = await get<T>(path);
      setState({ data, etag, problem: null });
      return data;
    } catch (error) {
      setState((known) => ({ ...known, problem: problemText(error) }));
      return null;
    }
  }
  useEffect(() => void reload(), [path]);
  return { ...state, reload };
}
