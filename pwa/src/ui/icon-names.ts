/**
 * The Lucide icons in the sprite. `npm run icons -- <folder>` rebuilds `icons.svg` after a change here; a test compares
 * the two. Place categories name their icon in the data, so the sprite also holds those.
 */
export const ICON_NAMES = [
  'a-large-small', 'accessibility', 'activity', 'amphora', 'arrow-down', 'arrow-down-up', 'arrow-up', 'baby', 'badge-check', 'battery-low', 'bed',
  'bell', 'bell-off', 'bike', 'book-open', 'building', 'building-2', 'bus', 'calendar-days', 'car', 'check', 'chevron-left', 'chevron-right',
  'church', 'circle-check', 'circle-parking', 'circle-question-mark', 'circle-user', 'clock', 'cloud-off', 'contrast', 'cross', 'database', 'dog',
  'download', 'drama', 'dumbbell', 'earth', 'ellipsis', 'euro', 'external-link', 'eye', 'eye-off', 'file-text', 'flag', 'flame', 'flower-2',
  'footprints', 'gavel', 'goal', 'graduation-cap', 'hand-heart', 'heart', 'heart-handshake', 'heart-pulse', 'history', 'hospital', 'hotel', 'house',
  'house-heart', 'info', 'key-round', 'landmark', 'languages', 'layers', 'layout-dashboard', 'leaf', 'library', 'life-buoy', 'lightbulb', 'list',
  'list-filter', 'locate', 'locate-fixed', 'lock', 'log-in', 'log-out', 'mail', 'map', 'map-pin', 'menu', 'message-square-warning', 'minus',
  'monitor', 'moon', 'move-horizontal', 'move-vertical', 'music', 'navigation', 'party-popper', 'pencil', 'phone', 'pill', 'plug-zap', 'plus',
  'printer', 'radio-tower', 'recycle', 'refresh-cw', 'route', 'ruler', 'scale', 'school', 'search', 'send', 'settings', 'share', 'shield',
  'shield-check', 'ship', 'shirt', 'shopping-basket', 'shopping-cart', 'siren', 'sliders-horizontal', 'smartphone', 'snowflake', 'sparkles', 'square',
  'square-parking', 'square-plus', 'star', 'store', 'sun', 'tent', 'ticket', 'toilet', 'toy-brick', 'train-front', 'tram-front', 'trash-2',
  'tree-deciduous', 'tree-pine', 'trees', 'trending-up', 'triangle-alert', 'trophy', 'truck', 'umbrella', 'undo-2', 'university', 'users', 'utensils',
  'volleyball', 'volume-2', 'volume-x', 'warehouse', 'waves', 'wifi-off', 'wrench', 'x', 'zap',
] as const;

export type IconName = (typeof ICON_NAMES)[number];

const KNOWN: ReadonlySet<string> = new Set(ICON_NAMES);

/** Icons named by data fall back to a pin when the sprite does not have them. */
export const iconOr = (name: string, fallback: IconName = 'map-pin'): IconName =>
  KNOWN.has(name) ? (name as IconName) : fallback;
