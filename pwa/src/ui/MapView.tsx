import './map.css';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { city, districts } from '../core/city';
import { currentLocale, t } from '../core/i18n';
import { settings } from '../core/settings';
import { Button } from './Button';
import { Icon } from './Icon';
import type { Canvas } from './MapCanvas';

export interface MapPoint {
  id: string; lat: number; lon: number; href: string; title: string;
  status: 'free' | 'taken' | 'closed' | 'unknown' | 'place';
  /** Stands on the pin: "7 frei". */
  label: string;
}

interface MapViewProps {
  label: string;
  points: readonly MapPoint[];
  /** Where to look; `null` shows the whole city. */
  focus: { lat: number; lon: number } | null;
  /** Text of clusters, with `{free}` and `{all}`; without it the plain count. */
  clusterLabel?: string;
  onSelect: (href: string) => void;
}

type State = 'loading' | 'ready' | 'failed';
const FOCUS_ZOOM = 14.5;

async function loadCanvas(): Promise<typeof import('./MapCanvas')> {
  if (districts.data.peek() === null) await districts.refresh();
  return import('./MapCanvas');
}

/** The drawn map. It repeats what the list says, so it can be skipped, and says so. */
export function MapView({ label, points, focus, clusterLabel, onSelect }: MapViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<Canvas | null>(null);
  const [state, setState] = useState<State>('loading');
  const [isBaseMissing, setBaseMissing] = useState(false);
  // The canvas comes later than the first drawing: it has to show what is known then, not what was known before.
  const latest = useRef({ points, focus });
  latest.current = { points, focus };
  const after = useId();
  const facts = city.data.value;
  const { theme, contrast } = settings.value;

  useEffect(() => {
    if (facts === null || box.current === null) return undefined;
    let isGone = false;
    const container = box.current;
    void loadCanvas().then(({ createCanvas }) => {
      if (isGone) return;
      canvas.current = createCanvas({
        container, label, bbox: facts.bbox, districts: districts.data.peek(), clusterLabel: clusterLabel ?? null,
        baseMap: facts.map, onSelect, onBaseMissing: () => setBaseMissing(true),
      });
      canvas.current.show(latest.current.points);
      if (latest.current.focus) canvas.current.lookAt(latest.current.focus, FOCUS_ZOOM);
      setState('ready');
    }, () => setState('failed'));
    return () => {
      isGone = true;
      canvas.current?.remove();
      canvas.current = null;
    };
    // A new look or language means new colours and words on the canvas: draw it anew.
  }, [facts, theme, contrast, currentLocale()]);
  useEffect(() => canvas.current?.show(points), [points]);
  useEffect(() => {
    if (focus) canvas.current?.lookAt(focus, FOCUS_ZOOM);
  }, [focus?.lat, focus?.lon]);

  return (
    <div class="map">{/* the library's canvas is the region with this label; a second landmark would repeat it */}
      <a class="skip map-skip" href={`#${after}`}>{t('Karte überspringen')}</a>
      <div class="map-box" ref={box} />
      {state === 'loading' && <p class="map-note" role="status">{t('Die Karte wird geladen …')}</p>}
      {state === 'failed' && <p class="map-note" role="status"><Icon name="wifi-off" /> {t('Die Karte braucht beim ersten Mal Internet. Die Liste zeigt dasselbe.')}</p>}
      {isBaseMissing && <p class="mut" role="status">{t('Die genaue Karte ist gerade nicht erreichbar. Sie sehen eine einfache.')}</p>}
      <span id={after} tabIndex={-1} />
    </div>
  );
}

/** Is there room for a map beside the list? The same width at which the styles make two columns. */
export const hasRoomBeside = (): boolean => matchMedia('(min-width: 60rem)').matches && settings.peek().mode === 'normal';

/** On a phone the map comes when asked for, from a button above the list; beside the list it is there at once. */
export function MapPanel(props: MapViewProps) {
  const [isOpen, setOpen] = useState(hasRoomBeside);
  return (
    <div class="map-panel">
      <Button variant="alt" wide icon={isOpen ? 'list' : 'map'} pressed={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? t('Karte ausblenden') : t('Karte zeigen')}
      </Button>
      {isOpen && <MapView {...props} />}
    </div>
  );
}
