/** Paints the pins of the map: a pill with a shape and a word, as on the cards. Any script, with the page's own font. */

import type { MapTheme } from './map-theme';

type Kind = keyof MapTheme['status'];
const HEIGHT = 28;
const SHAPE = 10;
const PADDING = 9;

/** The same four shapes as the Status component: disc, square, cross, question mark. */
function drawShape(pen: CanvasRenderingContext2D, kind: Kind, x: number, y: number): void {
  const r = SHAPE / 2;
  pen.lineWidth = 2.5;
  pen.beginPath();
  if (kind === 'free' || kind === 'place') pen.arc(x, y, r, 0, 2 * Math.PI);
  else if (kind === 'taken') pen.rect(x - r, y - r, SHAPE, SHAPE);
  if (kind === 'closed') {
    pen.moveTo(x - r, y - r);
    pen.lineTo(x + r, y + r);
    pen.moveTo(x + r, y - r);
    pen.lineTo(x - r, y + r);
    pen.stroke();
  } else if (kind === 'unknown') {
    pen.fillText('?', x - 3, y + 1);
  } else {
    pen.fill();
  }
}

/** The picture for an image id like `pill|free|7 frei`; `null` for ids that are not ours. */
export function paintPill(id: string, theme: MapTheme, pixelRatio: number): ImageData | null {
  const [mark, kind, ...rest] = id.split('|');
  const colours = theme.status[kind as Kind];
  if (mark !== 'pill' || !colours) return null;
  const text = rest.join('|');
  const font = `700 14px ${theme.font}`;
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true })!;
  pen.font = font;
  const width = Math.ceil(pen.measureText(text).width) + 2 * PADDING + (text === '' ? SHAPE : SHAPE + 6);
  canvas.width = (width + 4) * pixelRatio;
  canvas.height = (HEIGHT + 4) * pixelRatio;
  pen.scale(pixelRatio, pixelRatio);
  pen.translate(2, 2);
  pen.font = font;
  pen.textBaseline = 'middle';
  pen.beginPath();
  pen.roundRect(0, 0, width, HEIGHT, HEIGHT / 2);
  pen.fillStyle = colours.fill;
  pen.fill();
  pen.lineWidth = 2;
  pen.strokeStyle = colours.ink;
  pen.stroke();
  pen.fillStyle = pen.strokeStyle = colours.ink;
  drawShape(pen, kind as Kind, PADDING + SHAPE / 2, HEIGHT / 2);
  pen.fillText(text, PADDING + SHAPE + 6, HEIGHT / 2 + 1);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
