import { describe, expect, it } from 'vitest';
import type { WarningTemplate } from '../../../core/api/types';
import { fromLocal, hasArea, toLocal, toggled, usualValues, withTemplate } from './values';

const smoke: WarningTemplate = { key: 'smoke', names: {}, severity: 'severe', urgency: 'immediate', certainty: 'observed', exerciseOnly: false, reviewed: false };
const exercise: WarningTemplate = { ...smoke, key: 'exercise', severity: 'minor', exerciseOnly: true };

describe('the values of a warning', () => {
  it('become those of another event type, but keep where it is', () => {
    const chosen = { ...usualValues(smoke), area: { ...usualValues(smoke).area, districts: toggled([], '010') } };
    const changed = withTemplate(chosen, exercise);
    expect([changed.status, changed.severity, changed.area.districts]).toEqual(['exercise', 'minor', ['010']]);
  });
  it('name an area only where something is chosen', () => {
    expect(hasArea(usualValues(smoke))).toBe(false);
    expect(hasArea({ ...usualValues(smoke), area: { ...usualValues(smoke).area, wholeCity: true } })).toBe(true);
    expect(toggled(['010', '020'], '010')).toEqual(['020']);
  });
  it('show the time of this device and send the instant', () => {
    expect(fromLocal(toLocal('2026-11-25T12:30:00.000Z'))).toBe('2026-11-25T12:30:00.000Z');
    expect([toLocal(null), fromLocal('')]).toEqual(['', null]);
  });
});
