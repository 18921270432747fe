/** An answer in another language: the same sections of the same page, as the town hall wrote them there. */
import type { ContentPage, PageAnswer } from '../../core/api/types';

export function inLanguage(answer: PageAnswer, page: ContentPage): PageAnswer {
  const section = (id: string): PageAnswer['steps'] => page.sections.find((one) => one.id === id) ?? null;
  const isApart = answer.best !== null && answer.best !== 'steps' && answer.best !== 'documents';
  return {
    ...answer,
    title: page.title,
    summary: page.summary,
    passage: isApart ? section(answer.best!) : null,
    steps: section('steps'),
    documents: section('documents'),
    terms: page.terms,
    notices: page.notices,
    language: page.language,
    isFallback: page.language !== page.locale,
    available: page.available,
    related: page.related,
    rephrased: null,
  };
}

/** Numbers are dialled, everything else is the id of a page that knows more. */
export const isNumber = (contact: string): boolean => /^[\d ]+$/.test(contact);

/** The message with the question in its gap: where it stood empty, there are three line ends or more. */
export const withQuestion = (message: string, question: string): string => message.replace(/\n{3,}/, () => `\n\n${question}\n\n`);

/** RFC 6068: line ends are CR LF. */
export const mailDraft = (email: string, subject: string, message: string): string =>
  `mailto:${email}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(message.replace(/\n/g, '\r\n'))}`;
