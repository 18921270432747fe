/** The names the build wrote into index.html, known before the API has answered. */
const meta = (name: string): string => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';

export const appName = meta('application-name');
export const builtCityName = meta('city-name');
