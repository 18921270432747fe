/** Saving what has a version: done, or somebody was faster, or a reason in words. */
import { ApiProblem, change } from '../../core/api';
import { t } from '../../core/i18n';
import { StepUpCancelled, freshly } from '../../core/step-up';
import { problemText } from './table/useTable';

export type Saved<T> = { kind: 'saved'; data: T } | { kind: 'conflict' } | { kind: 'failed'; text: string };

/**
 * Send a change of version `etag`. On `conflict` fetch the thing anew and ask with `ConflictDialog`. Where the server asks
 * for a fresh sign-in, the person is asked first.
 */
export async function save<T>(method: 'PUT' | 'PATCH' | 'POST' | 'DELETE', path: string, etag: string | null, body: unknown): Promise<Saved<T>> {
  try {
    return { kind: 'saved', data: await freshly(() => change<T>(method, path, { etag, body })) };
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 412) return { kind: 'conflict' };
    if (error instanceof StepUpCancelled) return { kind: 'failed', text: t('Abgebrochen. Es ist nichts passiert.') };
    return { kind: 'failed', text: problemText(error) };
  }
}
