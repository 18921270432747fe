import { describe, expect, it } from 'vitest';
import { type Route, findRoute, matchPath } from './route-match';

const route = (path: string): Route => ({ path, load: () => Promise.reject(new Error('not loaded here')) });

describe('matchPath', () => {
  it('reads parameters', () => {
    expect(matchPath('/parken/platz/:id', '/parken/platz/b7')).toEqual({ id: 'b7' });
  });
  it.each(['/parken/platz', '/parken/platz/', '/parken/platz/b7/x', '/parken/ort/b7'])('refuses %s', (path) => {
    expect(matchPath('/parken/platz/:id', path)).toBeNull();
  });
  it('knows the start screen', () => {
    expect(matchPath('/', '/')).toEqual({});
    expect(matchPath('/', '/mehr')).toBeNull();
  });
  it('takes everything below an address with a star', () => {
    expect(matchPath('/desk/*rest', '/desk')).toEqual({ rest: '' });
    expect(matchPath('/desk/*rest', '/desk/sensoren/7')).toEqual({ rest: 'sensoren/7' });
    expect(matchPath('/desk/*rest', '/desktop')).toBeNull();
  });
});

describe('findRoute', () => {
  const routes = [route('/'), route('/orte'), route('/orte/:id')];
  it('finds the list and the one place', () => {
    expect(findRoute(routes, '/orte')?.route.path).toBe('/orte');
    expect(findRoute(routes, '/orte/7')).toMatchObject({ route: { path: '/orte/:id' }, params: { id: '7' } });
  });
  it('finds nothing for an unknown address', () => {
    expect(findRoute(routes, '/nirgends')).toBeNull();
  });
});
