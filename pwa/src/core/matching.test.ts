import { describe, expect, it } from 'vitest';
import { fold, matchScore, search } from './matching';

const items = ['Rathaus Von-der-Leyen-Platz', 'Mediothek Theaterplatz 2', 'Spielplatz Königstraße', 'Sporthalle Kölner Straße']
  .map((text, index) => ({ id: String(index), text }));
const found = (query: string): string[] => search(items, query).map(({ id }) => id);

describe('search on the device', () => {
  it('forgives a typo, umlauts and "str."', () => {
    expect(found('rathuas')[0]).toBe('0');
    expect(found('Konigstraße')[0]).toBe('2');
    expect(found('koelner str.')[0]).toBe('3');
  });
  it('takes a swapped letter for a smaller slip than a missing ending', () => {
    const near = [{ id: 'rath', text: 'Haus Rath' }, { id: 'rathaus', text: 'Rathaus Block A' }];
    expect(search(near, 'rathuas')[0]!.id).toBe('rathaus');
  });
  it('finds the start and the inside of a compound', () => {
    expect(found('medio')[0]).toBe('1');
    expect(found('halle')).toEqual(['3']);
  });
  it('needs every word', () => {
    expect(found('spielplatz königstraße')).toEqual(['2']);
    expect(found('rathaus xyzzy')).toEqual([]);
  });
  it('finds nothing for nonsense and for a lone letter', () => {
    expect(found('qqqq')).toEqual([]);
    expect(matchScore('x', 'Rathaus')).toBe(0);
  });
  it('folds to plain letters', () => {
    expect(fold('  Käthe-Kollwitz-Str. 5, Café ')).toBe('kaethe kollwitz strasse 5 cafe');
  });
});
