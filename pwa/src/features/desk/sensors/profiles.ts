/** The models that can be chosen; asked for once. */
import { signal } from '@preact/signals';
import { get } from '../../../core/api';
import type { DeviceProfile } from '../../../core/api/types';

export const profiles = signal<DeviceProfile[]>([]);

export async function loadProfiles(): Promise<void> {
  if (profiles.peek().length > 0) return;
  try {
    profiles.value = (await get<{ profiles: DeviceProfile[] }>('/api/v1/desk/sensors/profiles')).data.profiles;
  } catch {
    profiles.value = []; // the choice then holds the present model only
  }
}

export const modelText = (name: string): string => {
  const found = profiles.value.find((profile) => profile.name === name);
  return found === undefined ? name : `${found.vendor} ${found.model}`;
};
