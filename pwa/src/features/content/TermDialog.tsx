import type { ExplainedTerm } from '../../core/api/types';
import { Dialog } from '../../ui';
import { textOf } from './Text';

/** A word of the office in plain words, in the reader's language. */
export function TermDialog({ term, locale, onClose }: { term: ExplainedTerm | undefined; locale: string; onClose: () => void }) {
  return (
    <Dialog open={term !== undefined} title={term?.word ?? ''} onClose={onClose}>
      <div class="stack" {...textOf(locale)}>
        <p class="big">{term?.plain}</p>
        <p>{term?.text}</p>
      </div>
    </Dialog>
  );
}
