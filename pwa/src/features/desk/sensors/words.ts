/** Devices, messages and bays in words. */
import type { DeskBay, DeskDevice, DeskReading, DeviceState } from '../../../core/api/types';
import { formatNumber, formatPercent, t } from '../../../core/i18n';
import type { StatusKind } from '../../../ui';

export function deviceStateWord(state: DeviceState): string {
  switch (state) {
    case 'working': return t('läuft');
    case 'silent': return t('still');
    case 'neverSeen': return t('noch nie gehört');
    case 'outOfService': return t('außer Betrieb');
  }
}

const DEVICE_KINDS: Record<DeviceState, StatusKind> = { working: 'ok', silent: 'taken', neverSeen: 'unknown', outOfService: 'closed' };
export const deviceStateKind = (state: DeviceState): StatusKind => DEVICE_KINDS[state];

export function bayStatusWord(status: DeskBay['status']): string {
  switch (status) {
    case 'free': return t('frei');
    case 'taken': return t('belegt');
    case 'closed': return t('geschlossen');
    case 'unknown': return t('unbekannt');
  }
}

export const batteryText = (device: Pick<DeskDevice, 'batteryPercent'>): string =>
  device.batteryPercent === null ? t('unbekannt') : formatPercent(device.batteryPercent / 100);

export const targetText = (device: Pick<DeskDevice, 'target'>): string =>
  device.target === null ? t('kein Platz') : (device.target.name ?? t('unbekannt'));

export function serviceText(inService: boolean): string {
  return inService ? t('in Betrieb') : t('außer Betrieb');
}

export function quantityText(quantity: string): string {
  switch (quantity) {
    case 'occupied': return t('Platz belegt');
    case 'air_temperature': return t('Lufttemperatur');
    case 'air_humidity': return t('Luftfeuchtigkeit');
    case 'device_temperature': return t('Temperatur im Gerät');
    case 'battery_voltage': return t('Spannung der Batterie');
    default: return quantity;
  }
}

export function valueText({ value, unit }: Pick<DeskReading, 'value' | 'unit'>): string {
  if (value === null) return t('unbekannt');
  if (typeof value === 'boolean') return value ? t('ja') : t('nein');
  return typeof value === 'number' ? `${formatNumber(value, 2)} ${unit}`.trim() : value;
}

export function frameKindText(kind: string): string {
  switch (kind) {
    case 'up': return t('Messung');
    case 'join': return t('Anmeldung im Netz');
    case 'status': return t('Batterie und Empfang');
    default: return t('Neue Zählung');
  }
}

export function frameStatusText(status: string): string {
  switch (status) {
    case 'done': return t('verarbeitet');
    case 'pending': return t('wartet');
    case 'quarantined': return t('in Quarantäne');
    default: return t('nicht verwendet');
  }
}

export const quarantineReasonText = (isKnown: boolean): string =>
  isKnown ? t('Widerspricht einer früheren Nachricht') : t('Gerät nicht angemeldet');
