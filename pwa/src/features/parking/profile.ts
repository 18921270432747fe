/** What a person drives and needs. Kept on this device, never sent. */

import type { Pace } from '../../core/geo';
import { deviceSignal } from '../../core/store-device';

export interface Profile {
  /** Holds the EU parking card for disabled people ("blauer Parkausweis"). */
  blueBadge: boolean;
  /** Height of the vehicle in centimetres; `null`: an ordinary car, every garage fits. */
  heightCm: number | null;
  /** Wants to charge while parked. */
  charging: boolean;
  truck: boolean;
  pace: Pace;
}

export const NO_PROFILE: Profile = { blueBadge: false, heightCm: null, charging: false, truck: false, pace: 'normal' };
export const HEIGHT_LIMITS_CM = { min: 120, max: 420 } as const;

function readHeight(value: unknown): number | null {
  const isPlausible = typeof value === 'number' && value >= HEIGHT_LIMITS_CM.min && value <= HEIGHT_LIMITS_CM.max;
  return isPlausible ? Math.round(value) : null;
}

/** A profile from whatever was stored; what does not fit falls back to "not set". */
export function readProfile(stored: unknown): Profile {
  if (typeof stored !== 'object' || stored === null) return NO_PROFILE;
  const record = stored as Partial<Record<keyof Profile, unknown>>;
  return {
    blueBadge: record.blueBadge === true,
    heightCm: readHeight(record.heightCm),
    charging: record.charging === true,
    truck: record.truck === true,
    pace: record.pace === 'slow' ? 'slow' : 'normal',
  };
}

/** Metres as people type them ("2,10", "2.1") in centimetres; `null` for an empty or impossible height. */
export function parseHeight(text: string): number | null {
  const metres = Number(text.trim().replace(',', '.'));
  return text.trim() === '' ? null : readHeight(metres * 100);
}

export const profile = deviceSignal('parking-profile', readProfile);
