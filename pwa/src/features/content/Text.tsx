/** Draws the blocks and spans of a page. Texts stay texts: nothing from the server is ever read as markup. */

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ContentBlock, ContentSpan } from '../../core/api/types';
import { type LocaleId, localeInfo, t } from '../../core/i18n';

/** Language and direction of a text, for its element. */
export const textOf = (language: string): { lang: string; dir: 'ltr' | 'rtl' } => ({ lang: language, dir: localeInfo(language as LocaleId).dir });

/** Opens the explanation of a glossary term. */
export const Explain = createContext<(termId: string) => void>(() => undefined);

function Part({ span }: { span: ContentSpan }) {
  const explain = useContext(Explain);
  switch (span.kind) {
    case 'strong': return <strong>{span.text}</strong>;
    case 'emphasis': return <em>{span.text}</em>;
    case 'link': return <a href={span.href ?? ''} {...(span.href?.startsWith('https:') ? { target: '_blank', rel: 'noopener' } : {})}>{span.text}</a>;
    case 'term': return (
      <button type="button" class="term" aria-haspopup="dialog" onClick={() => explain(span.term ?? '')}>
        {span.text}<span class="visually-hidden"> {t('(Wort erklären)')}</span>
      </button>
    );
    case 'gap': return <mark class="gap">[{span.text}]</mark>;
    default: return <>{span.text}</>;
  }
}

export const Line = ({ spans }: { spans: readonly ContentSpan[] }) => <p>{spans.map((span, index) => <Part key={index} span={span} />)}</p>;

function Block({ block }: { block: ContentBlock }) {
  if (block.kind === 'paragraph') return <Line spans={block.spans} />;
  const items = block.items.map((item, index) => <li key={index}><Line spans={item} /></li>);
  return block.kind === 'steps' ? <ol class="steps">{items}</ol> : <ul>{items}</ul>;
}

export const Blocks = ({ blocks }: { blocks: readonly ContentBlock[] }) => <>{blocks.map((block, index) => <Block key={index} block={block} />)}</>;
