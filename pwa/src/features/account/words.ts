/** What the account screens say about people, devices and mishaps. */
import { ApiProblem, Unreachable } from '../../core/api';
import type { Me } from '../../core/api/types';
import { t } from '../../core/i18n';
import { StepUpCancelled } from '../../core/step-up';
import { roleText } from './roles';
import { PasskeyTrouble, type Trouble } from './webauthn';

/** City roles say more than that somebody has an account. */
export function rolesOf(roles: Me['roles']): string[] {
  const more = roles.filter((role) => role !== 'resident');
  return (more.length > 0 ? more : roles).map(roleText);
}

export function methodText(method: string | null): string {
  switch (method) {
    case 'passkey': return t('Angemeldet mit Passkey');
    case 'recovery': return t('Angemeldet mit Notfall-Code');
    default: return t('Angemeldet über eine andere Anmeldung');
  }
}

function troubleText(kind: Trouble): string {
  switch (kind) {
    case 'cancelled': return t('Abgebrochen. Es ist nichts passiert.');
    case 'known': return t('Auf diesem Gerät gibt es schon einen Passkey für Ihr Konto.');
    case 'wrongAddress': return t('Unter dieser Adresse gehen Passkeys nicht. Bitte öffnen Sie die App wie gewohnt.');
    case 'unsupported': return t('Dieses Gerät kann das nicht. Bitte schalten Sie die Bildschirmsperre ein oder nehmen Sie ein anderes Gerät.');
  }
}

/** An error in words; empty when there is nothing to say, because the person closed the dialog themselves. */
export function explain(error: unknown): string {
  if (error instanceof StepUpCancelled) return '';
  if (error instanceof PasskeyTrouble) return troubleText(error.kind);
  if (error instanceof ApiProblem) return slipText(error) ?? error.message;
  if (error instanceof Unreachable) return t('Kein Netz. Dafür brauchen Sie Internet.');
  return t('Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.');
}

function slipText(problem: ApiProblem): string | null {
  const group = problem.fields[0]?.field.match(/^group(\d)$/)?.[1];
  return problem.code === 'recovery-code-mistyped' && group ? t('In Gruppe {n} stimmt etwas nicht.', { n: group }) : null;
}

/** Why a login of the city did not work: `?fehler=` in the address. */
export function failureText(code: string): string {
  switch (code) {
    case 'cancelled': return t('Abgebrochen. Es ist nichts passiert.');
    case 'expired': return t('Das hat zu lange gedauert. Bitte fangen Sie noch einmal an.');
    case 'provider-unreachable': return t('Diese Anmeldung antwortet gerade nicht. Bitte versuchen Sie es später noch einmal.');
    case 'account-blocked': return t('Dieses Konto ist gesperrt. Hilfe bekommen Sie unter 115.');
    case 'rate-limited': return t('Zu viele Versuche. Bitte warten Sie ein paar Minuten.');
    default: return t('Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.');
  }
}
