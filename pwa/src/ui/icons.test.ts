import { describe, expect, it } from 'vitest';
import { ICON_NAMES, iconOr } from './icon-names';

const [sprite] = Object.values(import.meta.glob<string>('./icons.svg', { query: '?raw', import: 'default', eager: true }));
const [categories] = Object.values(
  import.meta.glob<string>('../../../content/places/categories.toml', { query: '?raw', import: 'default', eager: true }),
);

describe('the sprite', () => {
  it('holds what is named, no more and no less', () => {
    const ids = [...sprite!.matchAll(/<symbol id="([^"]+)"/g)].map((match) => match[1]);
    const shapes = ['status-free', 'status-taken', 'status-closed', 'status-unknown'];
    expect(ids).toEqual([...ICON_NAMES, ...shapes]);
  });

  it.each([...categories!.matchAll(/^icon = "([^"]+)"/gm)].map((match) => match[1]!))('holds the icon %s of a kind of place', (name) => {
    expect(ICON_NAMES).toContain(name);
  });

  it('falls back to a pin', () => {
    expect(iconOr('no-such-icon')).toBe('map-pin');
  });
});
