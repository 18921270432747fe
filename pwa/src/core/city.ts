/** The city's own facts: name, centre, map style. The code names no city; this snapshot does. */

import type { City, Districts } from './api/types';
import { resource } from './store';

export const city = resource<City>('/api/v1/city');
export const districts = resource<Districts>('/api/v1/districts');
