import type { ComponentChildren } from 'preact';

type RichProps = { text: string } & Record<string, ComponentChildren>;

/**
 * Puts elements into the `{placeholders}` of one translated sentence, so that word order stays the translator's:
 * `<Rich text={t('Frei bei {street}')} street={<bdi>{street}</bdi>} />`.
 */
export function Rich({ text, ...parts }: RichProps) {
  return <>{text.split(/\{(\w+)\}/).map((piece, index) => (index % 2 ? (parts[piece] ?? null) : piece))}</>;
}
