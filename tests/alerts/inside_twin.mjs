// Answers for a million points by the device's own code: one byte for each point, for each area in turn.
import { readFileSync, writeFileSync } from 'node:fs';
const [, , code, folder] = process.argv;
const { isInside } = await import(code);
const areas = JSON.parse(readFileSync(`${folder}/areas.json`, 'utf-8'));
const bytes = readFileSync(`${folder}/points.bin`);
const points = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
const answers = new Uint8Array(points.length / 2);
for (let index = 0; index < answers.length; index += 1) {
  answers[index] = isInside(areas[index % areas.length], points[2 * index], points[2 * index + 1]) ? 1 : 0;
}
writeFileSync(`${folder}/answers.bin`, answers);
